{# Texts of the rows that are grouped together, by their place from 1 to 9: no engine's own list
   function orders alike everywhere. Null where there is none. #}
{% macro listed_in_order(text, place) -%}
    max(case when {{ place }} = 1 then {{ text }} end)
    {%- for n in range(2, 10) %}
    || coalesce(', ' || max(case when {{ place }} = {{ n }} then {{ text }} end), '')
    {%- endfor %}
{%- endmacro %}
