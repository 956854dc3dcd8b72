with

-- Every row that should be there, whether it could be measured or not.
expected as (
    select
        segments.as_of_date,
        segments.segment_id,
        metrics.metric_id,
        metrics.window_months,
        metrics.basis,
        metrics.unit,
        metrics.is_money
    from {{ ref('int_segments') }} as segments
    cross join {{ ref('cfg_metrics') }} as metrics
    where segments.is_candidate
),

measured as (
    select * from {{ ref('int_segment_metric_values') }}
),

params as (
    select * from {{ ref('core_params') }}
),

run as (
    select * from {{ ref('core_run') }}
)

select
    expected.as_of_date,
    expected.segment_id,
    expected.metric_id,
    expected.window_months,
    expected.basis,
    run.scoring_run_id,
    expected.unit,
    cast(measured.numerator as decimal(18, 2)) as numerator,
    cast(measured.denominator as decimal(18, 2)) as denominator,
    cast(coalesce(measured.observation_count, 0) as bigint) as observation_count,
    measured.metric_value,
    measured.portfolio_value,
    measured.standard_error,
    shrunk.shrunken_value,
    shrunk.credibility,
    intervals.interval_low,
    intervals.interval_high,
    intervals.interval_method,
    coalesce(measured.observation_count, 0) >= case
        when expected.is_money then params.reliable_money_n_min
        else params.reliable_n_min
    end as is_reliable,
    shrunk.shrunken_value is not null and measured.metric_value is null as is_imputed,
    as_of_dates.is_reconstructed,
    case
        when measured.metric_value is not null then null
        when not delivery.is_delivered then 'source_not_delivered'
        when coalesce(measured.observation_count, 0) = 0 then 'no_observations'
        when expected.metric_id = 'arr' then 'amount_not_shared'
        else 'empty_denominator'
    end as null_reason
from expected
cross join params
cross join run
inner join {{ ref('int_as_of_dates') }} as as_of_dates
    on expected.as_of_date = as_of_dates.as_of_date
left join measured
    on expected.as_of_date = measured.as_of_date
    and expected.segment_id = measured.segment_id
    and expected.metric_id = measured.metric_id
    and expected.window_months = measured.window_months
    and expected.basis = measured.basis
left join {{ ref('cfg_metric_sources') }} as sources on expected.metric_id = sources.metric_id
left join {{ ref('int_source_delivery') }} as delivery on sources.entity = delivery.entity
left join {{ ref('int_segment_metric_intervals') }} as intervals
    on expected.as_of_date = intervals.as_of_date
    and expected.segment_id = intervals.segment_id
    and expected.metric_id = intervals.metric_id
    and expected.window_months = intervals.window_months
    and expected.basis = intervals.basis
left join {{ ref('int_segment_shrunk_metrics') }} as shrunk
    on expected.as_of_date = shrunk.as_of_date
    and expected.segment_id = shrunk.segment_id
    and expected.metric_id = shrunk.metric_id
    and expected.window_months = shrunk.window_months
    and expected.basis = shrunk.basis
