{# What so many months, also parts of one, bring of the amount of a year; money, not yet rounded. #}
{% macro share_of_year(annual_amount, months) -%}
    cast(
        cast({{ annual_amount }} as {{ t_double() }}) * {{ months }} / 12 as {{ t_exact_money() }}
    )
{%- endmacro %}
