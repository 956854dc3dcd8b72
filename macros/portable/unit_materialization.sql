{#-
    Unit tests on other engines compare numbers by value: PostgreSQL carries the zeros with which a
    decimal was written, and 15 digits of a double are those that a sum in another order has too.
-#}
{% materialization unit, adapter='postgres' -%}
    {#- dbt names the table that types the expected rows after the unit test, and ours are sentences
        longer than 63 letters. -#}
    {%- do compare_unit(this.incorporate(path={'identifier': 'unit_test'}, type='table')) -%}
    {{ return({'relations': []}) }}
{%- endmaterialization %}

{% materialization unit, adapter='spark' -%}
    {%- do compare_unit(this.incorporate(type='table')) -%}
    {{ return({'relations': []}) }}
{%- endmaterialization %}

{% macro compare_unit(relation) -%}
    {%- set expected_rows = config.get('expected_rows') -%}
    {%- set shape = make_temp_relation(relation) -%}
    {%- do run_query(get_create_table_as_sql(True, shape, get_empty_subquery_sql(sql))) -%}
    {%- set types = {} -%}
    {%- set quoted = {} -%}
    {%- for column in adapter.get_columns_in_relation(shape) -%}
        {%- do types.update({column.name: column.data_type}) -%}
        {%- do quoted.update({column.name: column.quoted}) -%}
    {%- endfor -%}
    {%- set names = expected_rows[0].keys() if expected_rows else types.keys() -%}
    {%- set expected = config.get('expected_sql') or get_expected_sql(expected_rows, types, quoted) -%}

    {% call statement('main', fetch_result=True) -%}
        with

        dbt_internal_unit_test_actual as (
            {{ sql }}
        ),

        dbt_internal_unit_test_expected as (
            {{ expected }}
        )

        {% for side in ('actual', 'expected') -%}
        select
            {%- for name in names %}
            {{ compared_value(quoted[name | lower], types[name | lower]) }} as {{ quoted[name | lower] }},
            {%- endfor %}
            '{{ side }}' as actual_or_expected
        from dbt_internal_unit_test_{{ side }}
        {{ 'union all' if not loop.last }}
        {% endfor -%}
    {%- endcall %}

    {%- do adapter.drop_relation(shape) -%}
{%- endmacro %}

{% macro compared_value(name, type) -%}
    {{ return(adapter.dispatch('compared_value', 'revenue_segments')(name, type)) }}
{%- endmacro %}
{% macro default__compared_value(name, type) %}{{ name }}{% endmacro %}
{% macro postgres__compared_value(name, type) -%}
    {%- if type.startswith('numeric') or type == 'double precision' -%}
    trim_scale(cast({{ name }} as numeric))
    {%- else -%}
    {{ name }}
    {%- endif -%}
{%- endmacro %}
{% macro spark__compared_value(name, type) -%}
    {%- if type == 'double' -%}
    case when {{ name }} is not null then cast(format_string('%.14e', {{ name }}) as double) end
    {#- Python has no moment so early in the year 1. -#}
    {%- elif type == 'timestamp' -%}
    cast({{ name }} as {{ dbt.type_string() }})
    {%- else -%}
    {{ name }}
    {%- endif -%}
{%- endmacro %}
