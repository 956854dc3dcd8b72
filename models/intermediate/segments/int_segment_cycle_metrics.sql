-- How long new business takes, how much of that is measured as it should be, and what it brings a
-- day, as rows of the long metrics table.
with

wins as (
    select
        wins.*,
        params.win_window_months,
        coalesce(deals.open_qualified_count, 0) as open_qualified_count,
        {{ safe_divide('wins.won_amount', 'wins.won_with_amount_count') }} as mean_won_amount,
        {{ safe_divide('wins.won_count', 'wins.decided_count') }} as win_rate
    from {{ ref('int_segment_wins') }} as wins
    cross join {{ ref('core_params') }} as params
    left join {{ ref('int_segment_open_deals') }} as deals
        on wins.as_of_date = deals.as_of_date
        and wins.segment_id = deals.segment_id
    where wins.basis = 'new_business'
),

metrics as (
    select
        as_of_date,
        segment_id,
        'days_first_meeting_to_close_p50' as metric_id,
        win_window_months as window_months,
        'new_business_won' as basis,
        cast(null as {{ t_money() }}) as numerator,
        cast(null as {{ t_money() }}) as denominator,
        cycle_count as observation_count,
        median_cycle_days as metric_value
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
        {{ safe_divide('cycle_fallback_count', 'cycle_count') }}
    from wins
    union all
    select
        as_of_date,
        segment_id,
        'cycle_invalid_share',
        win_window_months,
        'new_business_won',
        cast(cycle_invalid_count as {{ t_money() }}),
        cast(won_count as {{ t_money() }}),
        won_count,
        {{ safe_divide('cycle_invalid_count', 'won_count') }}
    from wins
    union all
    select
        as_of_date,
        segment_id,
        'sales_velocity_per_day',
        win_window_months,
        'new_business',
        {{ to_money('open_qualified_count * mean_won_amount * win_rate') }},
        {{ to_money('mean_cycle_days') }},
        cycle_count,
        {{ safe_divide('open_qualified_count * mean_won_amount * win_rate', 'mean_cycle_days') }}
    from wins
    union all
    select
        as_of_date,
        segment_id,
        'stale_open_share',
        0,
        'new_business',
        cast(stale_open_count as {{ t_money() }}),
        cast(open_count as {{ t_money() }}),
        open_count,
        {{ safe_divide('stale_open_count', 'open_count') }}
    from {{ ref('int_segment_open_deals') }}
)

select
    metrics.*,
    cast(null as {{ t_double() }}) as standard_error,
    case when metric_id like '%share' then 'wilson' end as interval_method,
    cast(null as {{ dbt.type_string() }}) as shrinkage_method
from metrics
