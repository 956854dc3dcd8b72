{# What so many months, also parts of one, bring of the amount of a year; money, not yet rounded. #}
{% macro share_of_year(annual_amount, months) -%}
    {{ to_exact_money('cast(' ~ annual_amount ~ ' as ' ~ t_double() ~ ') * ' ~ months ~ ' / 12') }}
{%- endmacro %}
