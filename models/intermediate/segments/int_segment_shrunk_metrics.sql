-- Every cell's rates, ACV and retention drawn toward a common value, the more the fewer
-- observations it has: ranks would otherwise be topped and tailed by the smallest cells.
with

priors as (
    select * from {{ ref('int_segment_prior_strengths') }}
),

pools as (
    select
        segments.as_of_date,
        segments.segment_id,
        common.metric_id,
        common.window_months,
        common.basis,
        coalesce(banded.pooled_value, common.pooled_value) as pooled_value,
        case
            when banded.pool_id is not null then banded.prior_strength
            else common.prior_strength
        end as prior_strength
    from {{ ref('int_segments') }} as segments
    inner join priors as common
        on segments.as_of_date = common.as_of_date
        and common.pool_id = 'portfolio'
    left join priors as banded
        on segments.as_of_date = banded.as_of_date
        and segments.firmographic_band_id = banded.pool_id
        and common.metric_id = banded.metric_id
        and common.window_months = banded.window_months
        and common.basis = banded.basis
),

cells as (
    select
        pools.*,
        measured.metric_value,
        measured.metric_value is null as is_imputed,
        -- No prior strength is an infinite one: cells differ no more than chance makes them. Nine
        -- digits: what an estimated strength adds beyond them is noise.
        case
            when measured.metric_value is null or pools.prior_strength is null then 0
            else cast({{ rounded(safe_divide(
                'measured.observation_count', 'measured.observation_count + pools.prior_strength'
            ), 9) }} as {{ t_double() }})
        end as credibility
    from pools
    left join {{ ref('int_segment_measured_metrics') }} as measured
        on pools.as_of_date = measured.as_of_date
        and pools.segment_id = measured.segment_id
        and pools.metric_id = measured.metric_id
        and pools.window_months = measured.window_months
        and pools.basis = measured.basis
),

shrunk as (
    select
        cells.*,
        credibility * coalesce(metric_value, 0) + (1 - credibility) * pooled_value
            as shrunken_value
    from cells
)

select
    as_of_date,
    segment_id,
    metric_id,
    window_months,
    basis,
    shrunken_value,
    credibility,
    is_imputed
from shrunk

union all

-- The multiple is the quotient of the shrunken rates, so that GRR × multiple is NRR.
select
    gross.as_of_date,
    gross.segment_id,
    'expansion_multiple',
    gross.window_months,
    'survivor',
    {{ safe_divide('net.shrunken_value', 'gross.shrunken_value') }},
    gross.credibility,
    gross.is_imputed
from shrunk as gross
inner join shrunk as net
    on gross.as_of_date = net.as_of_date
    and gross.segment_id = net.segment_id
    and gross.window_months = net.window_months
    and net.metric_id = 'nrr'
where gross.metric_id = 'grr' and gross.basis = 'point_to_point'
