{#
    A DuckDB file is the project's own, so its schemas have plain names: marts, core … A warehouse
    is shared: there every schema begins with the target's, as dbt has it by default.
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{- own_schema(custom_schema_name | trim) if custom_schema_name else target.schema -}}
{%- endmacro %}

{% macro own_schema(name) -%}
    {{ return(adapter.dispatch('own_schema', 'revenue_segments')(name)) }}
{%- endmacro %}
{% macro default__own_schema(name) %}{{ return(target.schema ~ '_' ~ name) }}{% endmacro %}
{% macro duckdb__own_schema(name) %}{{ return(name) }}{% endmacro %}

{# What this project landed or published lies in schemas of its own; what another tool replicates
   into the warehouse is read where it is. #}
{% macro source() -%}
    {{ return(own_relation(builtins.source(*varargs))) }}
{%- endmacro %}

{% macro own_relation(relation) -%}
    {#- The fixture of a unit test has no schema. -#}
    {%- set name = relation.schema or '' -%}
    {%- if name in ('landed', 'history') or name.startswith('landed_') -%}
        {%- set relation = relation.incorporate(path={'schema': own_schema(name)}) -%}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}

{# Spark only: the fixture of a source is typed by the source's own columns. #}
{% macro spark__get_columns_in_relation_raw(relation) -%}
    {%- call statement('get_columns_in_relation_raw', fetch_result=True) -%}
        describe extended {{ own_relation(relation) }}
    {%- endcall -%}
    {{ return(load_result('get_columns_in_relation_raw').table) }}
{%- endmacro %}
