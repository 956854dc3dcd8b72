{# Eight-byte float: no word for it is common to all engines. #}
{% macro t_double() %}{{ return(adapter.dispatch('t_double', 'revenue_segments')()) }}{% endmacro %}
{% macro default__t_double() %}double precision{% endmacro %}
{% macro spark__t_double() %}double{% endmacro %}

{# Money in one currency, to the cent. #}
{% macro t_money() %}decimal(18, 2){% endmacro %}

{# An amount about to be multiplied by an exchange rate: engines give the product no more digits
   before the point than its factors have. #}
{% macro to_factor(amount) %}cast({{ amount }} as decimal(20, 2)){% endmacro %}

{# Money before it is rounded: enough digits that a sum of lines is exact and order-free. #}
{% macro t_exact_money() %}decimal(36, 14){% endmacro %}
