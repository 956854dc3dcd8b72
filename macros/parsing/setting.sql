{# One setting as a column of its own; text unless a type is named. #}
{% macro setting(param, type='varchar(255)') -%}
    cast(max(case when param = '{{ param }}' then value end) as {{ type }}) as {{ param }}
{%- endmacro %}
