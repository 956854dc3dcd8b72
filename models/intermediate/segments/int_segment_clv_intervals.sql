-- The interval of the CLV proxy, on the logarithm: a product errs by a factor, and its lower end
-- stays above 0. The proxy is ACV × NRR, of accounts that are not the same (new ones, and those of
-- 24 months ago), so their relative errors add up in squares.
with

params as (
    select * from {{ ref('core_params') }}
),

multipliers as (
    {{ interval_multipliers() }}
),

-- The errors are those of the segment's own data, not narrowed by its credibility: shrinking
-- makes an estimate better by what segments have in common, which is itself only estimated.
factor_errors as (
    select
        as_of_date,
        segment_id,
        metric_id,
        observation_count,
        {{ safe_divide('standard_error', 'metric_value') }} as relative_error
    from {{ ref('int_segment_metric_values') }}
    where
        (metric_id = 'first_year_acv' and basis = 'signed')
        or (metric_id = 'nrr' and window_months = 24)
),

errors as (
    select
        as_of_date,
        segment_id,
        min(observation_count) as observation_count,
        max(case when metric_id = 'first_year_acv' then relative_error end) as acv_error,
        max(case when metric_id = 'nrr' then relative_error end) as nrr_error
    from factor_errors
    group by as_of_date, segment_id
),

judged as (
    select
        factors.as_of_date,
        factors.segment_id,
        factors.clv_proxy_amount,
        case
            when factors.clv_proxy_amount is null then 'clv_unknown'
            when factors.retention_basis <> 'revenue' then 'basis_without_interval'
            when factors.expansion_basis <> 'survivor' then 'multiple_without_interval'
            when factors.imputed_factor_count > 0 then 'factor_imputed'
            when multipliers.multiplier is null then 'too_few_observations'
            when errors.acv_error > 0 and errors.nrr_error > 0 then null
            else 'nothing_varied'
        end as clv_proxy_interval_null_reason,
        cast(params.confidence_z * multipliers.multiplier as {{ t_double() }})
        * sqrt(power(errors.acv_error, 2) + power(errors.nrr_error, 2)) as half_width
    from {{ ref('int_segment_clv_factors') }} as factors
    cross join params
    left join errors
        on factors.as_of_date = errors.as_of_date
        and factors.segment_id = errors.segment_id
    left join multipliers
        on {{ multiplier_holds('multipliers', "'clv_proxy'", 'errors.observation_count') }}
)

select
    as_of_date,
    segment_id,
    clv_proxy_interval_null_reason,
    case when clv_proxy_interval_null_reason is null then {{ to_money(
        'cast(clv_proxy_amount as ' ~ t_double() ~ ') * exp(-half_width)'
    ) }} end as clv_proxy_lower_amount,
    case when clv_proxy_interval_null_reason is null then {{ to_money(
        'cast(clv_proxy_amount as ' ~ t_double() ~ ') * exp(half_width)'
    ) }} end as clv_proxy_upper_amount
from judged
