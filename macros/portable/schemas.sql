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
    {%- set relation = builtins.source(*varargs) -%}
    {#- The fixture of a unit test has no schema. -#}
    {%- set name = relation.schema or '' -%}
    {%- if name in ('landed', 'history') or name.startswith('landed_') -%}
        {%- set relation = relation.incorporate(path={'schema': own_schema(name)}) -%}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}
