{# Ratio as a double; null when the denominator is zero or unknown. #}
{% macro safe_divide(numerator, denominator) -%}
    (cast({{ numerator }} as {{ t_double() }})
    / nullif(cast({{ denominator }} as {{ t_double() }}), 0))
{%- endmacro %}

{# Double to decimal with every digit that it has: PostgreSQL's own cast keeps fifteen of them. #}
{% macro to_decimal(value, precision, scale) -%}
    {{ return(adapter.dispatch('to_decimal', 'revenue_segments')(value, precision, scale)) }}
{%- endmacro %}
{% macro default__to_decimal(value, precision, scale) -%}
    cast({{ value }} as decimal({{ precision }}, {{ scale }}))
{%- endmacro %}
{% macro postgres__to_decimal(value, precision, scale) -%}
    cast(cast({{ value }} as text) as decimal({{ precision }}, {{ scale }}))
{%- endmacro %}

{#
    Double or decimal to so many places after the point, half up. By way of more of them: a double
    of exactly half of the last one has digits far behind that would take it down, by engine.
#}
{% macro rounded(value, places, precision=18) -%}
    cast(
        round(round({{ to_decimal(value, 36, 14) }}, {{ [places + 6, 12] | min }}), {{ places }})
        as decimal({{ precision }}, {{ places }})
    )
{%- endmacro %}

{# Money, half up to the cent. #}
{% macro to_money(amount) -%}
    {{ rounded(amount, 2) }}
{%- endmacro %}

{# Money that is not yet rounded, of a double. #}
{% macro to_exact_money(amount) -%}
    {{ to_decimal(amount, 36, 14) }}
{%- endmacro %}

{#
    Mean of money, half up to the cent. Counted in whole cents: a quotient of doubles can fall on
    the wrong side of half a cent, and a kill rule reads this number. Not for negative totals.
#}
{% macro mean_money(total, count) -%}
    {{ to_decimal(
        'floor((2 * cast(' ~ total ~ ' * 100 as ' ~ t_double() ~ ') + ' ~ count
        ~ ') / nullif(2 * ' ~ count ~ ', 0)) / 100',
        18, 2
    ) }}
{%- endmacro %}
