-- Win rates and sales cycle of each cell as rows of the long metrics table.
with

wins as (
    select
        wins.*,
        params.win_window_months,
        -- Deals with an amount of which none was won make a rate of zero, not an unknown one.
        case
            when wins.won_amount is not null then wins.won_amount
            when wins.closed_amount is not null then 0
        end as won_value_amount
    from {{ ref('int_segment_wins') }} as wins
    cross join {{ ref('core_params') }} as params
)

select
    as_of_date,
    segment_id,
    'win_rate_count' as metric_id,
    win_window_months as window_months,
    'new_business' as basis,
    cast(won_count as {{ t_money() }}) as numerator,
    cast(closed_count as {{ t_money() }}) as denominator,
    closed_count as observation_count,
    {{ safe_divide('won_count', 'closed_count') }} as metric_value,
    cast(null as {{ t_double() }}) as standard_error,
    'wilson' as interval_method,
    'beta_binomial' as shrinkage_method
from wins

union all

select
    as_of_date,
    segment_id,
    'win_rate_value',
    win_window_months,
    'new_business',
    won_value_amount,
    closed_amount,
    closed_with_amount_count,
    {{ safe_divide('won_value_amount', 'closed_amount') }},
    null,
    null,
    null
from wins

union all

select
    as_of_date,
    segment_id,
    'days_first_meeting_to_close_p50',
    win_window_months,
    'new_business_won',
    null,
    null,
    cycle_count,
    median_cycle_days,
    null,
    null,
    null
from wins

union all

-- How many of these cycles are counted from creation, because no meeting was logged.
select
    as_of_date,
    segment_id,
    'cycle_fallback_share',
    win_window_months,
    'new_business_won',
    cast(cycle_fallback_count as {{ t_money() }}),
    cast(cycle_count as {{ t_money() }}),
    cycle_count,
    {{ safe_divide('cycle_fallback_count', 'cycle_count') }},
    null,
    'wilson',
    null
from wins
