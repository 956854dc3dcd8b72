-- The interval of every measured rate: Wilson for counts, the linearised standard error widened to
-- the coverage that simulation measured for ratios of money.
with

params as (
    select * from {{ ref('core_params') }}
),

multipliers as (
    {{ interval_multipliers() }}
),

widened as (
    select
        metric_values.*,
        params.confidence_z,
        metric_values.standard_error
        * cast(params.confidence_z * multipliers.multiplier as {{ t_double() }}) as half_width
    from {{ ref('int_segment_metric_values') }} as metric_values
    cross join params
    left join multipliers
        on {{ multiplier_holds(
            'multipliers', 'metric_values.metric_id', 'metric_values.observation_count'
        ) }}
),

-- Where nothing varied the half width is 0, and no interval is drawn.
bounded as (
    select
        widened.*,
        case
            when interval_method = 'wilson'
                then {{ wilson_lower('numerator', 'denominator', 'confidence_z') }}
            when half_width > 0 then greatest(metric_value - half_width, 0)
        end as interval_low,
        case
            when interval_method = 'wilson'
                then {{ wilson_upper('numerator', 'denominator', 'confidence_z') }}
            when half_width > 0 and metric_id in ('grr', 'win_rate_value')
                then least(metric_value + half_width, 1)
            when half_width > 0 then metric_value + half_width
        end as interval_high
    from widened
)

select
    as_of_date,
    segment_id,
    metric_id,
    window_months,
    basis,
    interval_low,
    interval_high,
    case when interval_low is not null then interval_method end as interval_method
from bounded
