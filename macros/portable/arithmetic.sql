{# Ratio as a double; null when the denominator is zero or unknown. #}
{% macro safe_divide(numerator, denominator) -%}
    (cast({{ numerator }} as {{ t_double() }})
    / nullif(cast({{ denominator }} as {{ t_double() }}), 0))
{%- endmacro %}

{#
    Double or decimal to money, half up to the cent. By way of eight digits: a double of exactly
    half a cent has digits far behind them that would take it down.
#}
{% macro to_money(amount) -%}
    cast(round(round(cast({{ amount }} as {{ t_exact_money() }}), 8), 2) as {{ t_money() }})
{%- endmacro %}

{#
    Mean of money, half up to the cent. Counted in whole cents: a quotient of doubles can fall on
    the wrong side of half a cent, and a kill rule reads this number. Not for negative totals.
#}
{% macro mean_money(total, count) -%}
    cast(floor(
        (2 * cast({{ total }} * 100 as {{ t_double() }}) + {{ count }}) / nullif(2 * {{ count }}, 0)
    ) / 100 as {{ t_money() }})
{%- endmacro %}
