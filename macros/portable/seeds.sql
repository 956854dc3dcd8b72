{#
    Spark only: a seed's rows as literals of their declared types. The adapter's own statement binds
    each value between apostrophes: null becomes the text None, and an apostrophe ends the value.
#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- if not agate_table.rows %}{{ return('') }}{% endif -%}
    {%- set sql -%}
        insert into {{ this.render() }} values
        {%- for row in agate_table.rows %}
        (
            {%- for column in agate_table.column_names -%}
            {{ seed_literal(row[column], spark_type(types[column])) }}{{ ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    {%- endset -%}
    {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {{ return(sql) }}
{%- endmacro %}

{% macro seed_literal(value, type) -%}
    {%- if value is none -%}
    cast(null as {{ type }})
    {%- else -%}
    {%- set text = value | string | replace('\\', '\\\\') | replace("'", "\\'") -%}
    cast('{{ text }}' as {{ type }})
    {%- endif -%}
{%- endmacro %}

{# Spark only: a text without a length is a string. #}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- set sql -%}
        create table {{ this.render() }} (
            {%- for column in agate_table.column_names -%}
            {{ column }} {{ spark_type(types[column]) }}{{ ', ' if not loop.last }}
            {%- endfor -%}
        )
        {{ file_format_clause() }}
    {%- endset -%}
    {%- call statement('_') -%}{{ sql }}{%- endcall -%}
    {{ return(sql) }}
{%- endmacro %}

{% macro spark_type(type) -%}
    {{ return('string' if type == 'varchar' else type) }}
{%- endmacro %}
