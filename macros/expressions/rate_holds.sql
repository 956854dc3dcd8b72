{# Join condition: the row of core_fx_intervals, under its alias, that holds for a currency on a day. #}
{% macro rate_holds(intervals, currency, day) -%}
    {{ currency }} = {{ intervals }}.currency
    and {{ day }} >= {{ intervals }}.valid_from
    and {{ day }} < {{ intervals }}.valid_before
{%- endmacro %}
