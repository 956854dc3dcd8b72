{#
    Ends a CTE whose columns are read many times. PostgreSQL would otherwise write each column's
    expression out wherever it is read, and a parsed text is read thirty times.
#}
{% macro computed_once() -%}
    {{ return(adapter.dispatch('computed_once', 'revenue_segments')()) }}
{%- endmacro %}
{% macro default__computed_once() %}{% endmacro %}
{% macro postgres__computed_once() %}offset 0{% endmacro %}

{# PostgreSQL only: new tables and seeds are counted at once. Its own workers come to that too late for
   the model that reads them next, which would be planned for any number of rows. #}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {{ dbt.postgres__create_table_as(temporary, relation, sql) }}
    {%- if not temporary %}
    ;
    analyze {{ relation }}
    {%- endif %}
{%- endmacro %}

{% macro postgres__load_csv_rows(model, agate_table) -%}
    {%- set statement = dbt.default__load_csv_rows(model, agate_table) -%}
    {%- do run_query('analyze ' ~ this) -%}
    {{ return(statement) }}
{%- endmacro %}
