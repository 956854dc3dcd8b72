{# Sum of doubles that does not depend on the order of rows: each is first rounded to a decimal. #}
{% macro order_free_sum(value) -%}
    cast(sum({{ to_decimal(value, 38, 10) }}) as {{ t_double() }})
{%- endmacro %}

{# The same with more digits after the point, for sums of shares and of squared deviations. #}
{% macro precise_sum(value) -%}
    cast(sum({{ to_decimal(value, 38, 18) }}) as {{ t_double() }})
{%- endmacro %}

{#
    Share of the other measured values that a value beats, ties halved: 0 for the least, 1 for the
    greatest, 0.5 where there is no other. is_measured is 1 or 0: a value that was not measured
    takes a place among those that were and moves none of them.
#}
{% macro mean_rank_share(value, is_measured, partition, measured_count) -%}
    {%- set equal = 'sum(' ~ is_measured ~ ') over (partition by ' ~ partition ~ ', ' ~ value ~ ')' -%}
    coalesce({{ safe_divide(
        'sum(' ~ is_measured ~ ') over (partition by ' ~ partition ~ ' order by ' ~ value
        ~ ' asc nulls last) - ' ~ equal ~ ' + (' ~ equal ~ ' - ' ~ is_measured ~ ') / 2.0',
        measured_count ~ ' - ' ~ is_measured
    ) }}, 0.5)
{%- endmacro %}

{#
    Where a value stands between the least and the greatest: 0 to 1, values beyond them at the
    nearer end; 0.5 where all are the same.
#}
{% macro min_max_share(value, least, greatest) -%}
    case
        when {{ greatest }} > {{ least }}
            then least(greatest({{ safe_divide(
                value ~ ' - ' ~ least, greatest ~ ' - ' ~ least
            ) }}, 0), 1)
        else 0.5
    end
{%- endmacro %}

{# Standard score from a count, a sum and a sum of squares; 0 where nothing varies. #}
{% macro z_score(value, value_count, value_sum, square_sum) -%}
    coalesce({{ safe_divide(
        value ~ ' - ' ~ value_sum ~ ' / ' ~ value_count,
        'sqrt(greatest(' ~ square_sum ~ ' / ' ~ value_count
        ~ ' - power(' ~ value_sum ~ ' / ' ~ value_count ~ ', 2), 0))'
    ) }}, 0)
{%- endmacro %}

{#
    Standard normal distribution function, by the rational approximation of Abramowitz and Stegun
    26.2.17 (absolute error below 7.5e-8).
#}
{% macro normal_probability(z) -%}
    {%- set t = '(1 / (1 + 0.2316419 * abs(' ~ z ~ ')))' -%}
    {%- set tail -%}
        (0.3989422804014327 * exp(-1 * power({{ z }}, 2) / 2) * {{ t }} * (0.319381530 + {{ t }} * (
            -0.356563782 + {{ t }} * (1.781477937 + {{ t }} * (-1.821255978 + {{ t }} * 1.330274429))
        )))
    {%- endset -%}
    case when {{ z }} >= 0 then 1 - {{ tail }} else {{ tail }} end
{%- endmacro %}
