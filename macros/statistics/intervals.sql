{#
    Wilson score interval of a proportion. successes and trials are counts, z a normal quantile.
    Null when there are no trials.
#}
{% macro wilson_bound(successes, trials, z, sign) -%}
    (
        ({{ safe_divide(successes, trials) }}
            + cast({{ z }} as {{ t_double() }}) * cast({{ z }} as {{ t_double() }})
            / nullif(2 * cast({{ trials }} as {{ t_double() }}), 0)
        {{ sign }} cast({{ z }} as {{ t_double() }}) * sqrt(
            {{ safe_divide(successes, trials) }} * (1 - {{ safe_divide(successes, trials) }})
            / nullif(cast({{ trials }} as {{ t_double() }}), 0)
            + cast({{ z }} as {{ t_double() }}) * cast({{ z }} as {{ t_double() }})
            / nullif(
                4 * cast({{ trials }} as {{ t_double() }}) * cast({{ trials }} as {{ t_double() }}), 0
            )
        ))
        / (1 + cast({{ z }} as {{ t_double() }}) * cast({{ z }} as {{ t_double() }})
            / nullif(cast({{ trials }} as {{ t_double() }}), 0))
    )
{%- endmacro %}

{% macro wilson_lower(successes, trials, z) -%}
    case when {{ trials }} > 0 then greatest({{ wilson_bound(successes, trials, z, '-') }}, 0) end
{%- endmacro %}
{% macro wilson_upper(successes, trials, z) -%}
    case when {{ trials }} > 0 then least({{ wilson_bound(successes, trials, z, '+') }}, 1) end
{%- endmacro %}

{# Σ(y − Rx)² as an exact decimal sum, so that it does not depend on the order of rows. #}
{% macro squared_residuals(outcome, base, ratio) -%}
    sum({{ to_decimal(
        'power(cast(' ~ outcome ~ ' as ' ~ t_double() ~ ') - ' ~ ratio
        ~ ' * cast(' ~ base ~ ' as ' ~ t_double() ~ '), 2)',
        38, 6
    ) }})
{%- endmacro %}

{# Linearised standard error of Σy/Σx: sqrt(n/(n−1)·Σ(y−Rx)²)/Σx; null below two observations. #}
{% macro ratio_standard_error(squares, observations, denominator) -%}
    {{ safe_divide(
        'sqrt(cast(' ~ squares ~ ' as ' ~ t_double() ~ ') * '
        ~ safe_divide(observations, observations ~ ' - 1') ~ ')',
        denominator
    ) }}
{%- endmacro %}

{#
    Standard error of a mean of money, from exact decimal sums; null below two observations. Where
    all are the same it is 0, and not what doubles leave of a difference of squares.
#}
{% macro mean_standard_error(amount) -%}
    case
        when count({{ amount }}) > 1 and min({{ amount }}) = max({{ amount }}) then 0
        when count({{ amount }}) > 1 then sqrt(greatest(
            {{ sum_of_squares(amount) }}
            - power(cast(sum({{ amount }}) as {{ t_double() }}), 2) / count({{ amount }}), 0
        ) / (cast(count({{ amount }}) as {{ t_double() }}) * (count({{ amount }}) - 1)))
    end
{%- endmacro %}

{# Rows of cfg_interval_multipliers, each with the count of observations that ends it. #}
{% macro interval_multipliers() -%}
    select
        metric_id,
        observation_count_min,
        multiplier,
        lead(observation_count_min) over (
            partition by metric_id order by observation_count_min asc nulls last
        ) as next_count_min
    from {{ ref('cfg_interval_multipliers') }}
{%- endmacro %}

{# Join condition: the row of those, under its alias, that holds for a count of observations. #}
{% macro multiplier_holds(multipliers, metric, observations) -%}
    {{ multipliers }}.metric_id = {{ metric }}
    and {{ observations }} >= {{ multipliers }}.observation_count_min
    and {{ observations }} < coalesce({{ multipliers }}.next_count_min, {{ observations }} + 1)
{%- endmacro %}

{# Σx² of money as an exact decimal sum. #}
{% macro sum_of_squares(amount) -%}
    cast(
        sum({{ to_decimal('power(cast(' ~ amount ~ ' as ' ~ t_double() ~ '), 2)', 38, 6) }})
        as {{ t_double() }}
    )
{%- endmacro %}

{#
    Linearised standard error of won over all money R: deals are won whole or not at all, so
    Σ(y − Rx)² is (1 − 2R)·Σx² over won ones + R²·Σx² over all. Null below two deals.
#}
{% macro value_rate_standard_error(won, total, won_squares, total_squares, observations) -%}
    {{ safe_divide(
        'sqrt(greatest((1 - 2 * ' ~ safe_divide(won, total) ~ ') * coalesce(' ~ won_squares
        ~ ', 0) + power(' ~ safe_divide(won, total) ~ ', 2) * ' ~ total_squares ~ ', 0) * '
        ~ safe_divide(observations, observations ~ ' - 1') ~ ')',
        total
    ) }}
{%- endmacro %}
