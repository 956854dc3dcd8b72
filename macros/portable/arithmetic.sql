{# Ratio as a double; null when the denominator is zero or unknown. #}
{% macro safe_divide(numerator, denominator) -%}
    (cast({{ numerator }} as {{ t_double() }})
    / nullif(cast({{ denominator }} as {{ t_double() }}), 0))
{%- endmacro %}

{# Double or decimal to money, half up to the cent. #}
{% macro to_money(amount) -%}
    cast(round(cast({{ amount }} as {{ t_exact_money() }}), 2) as {{ t_money() }})
{%- endmacro %}
