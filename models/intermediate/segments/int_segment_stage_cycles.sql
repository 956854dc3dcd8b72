-- Days from stage entry to close over the deals won in the window, per cell and for the portfolio.
-- An entry after the close is no cycle.
with

cycles as (
    select
        segments.as_of_date,
        segments.segment_id,
        cycles.is_entry_missing,
        cycles.days_stage_entry_to_close
    from {{ ref('int_stage_cycles') }} as cycles
    cross join {{ ref('core_params') }} as params
    inner join {{ ref('int_account_segments') }} as segments
        on cycles.account_id = segments.account_id
    where
        cycles.days_stage_entry_to_close >= 0
        and {{ within_months(
            'cycles.close_date', 'segments.as_of_date', 'params.win_window_months'
        ) }}
),

levels as (
    select * from cycles
    union all
    select
        as_of_date,
        'portfolio' as segment_id,
        is_entry_missing,
        days_stage_entry_to_close
    from cycles
)

select
    as_of_date,
    segment_id,
    count(*) as cycle_count,
    sum(case when is_entry_missing then 1 else 0 end) as fallback_count,
    percentile_cont(0.5) within group (
        order by cast(days_stage_entry_to_close as {{ t_double() }})
    ) as median_cycle_days
from levels
group by as_of_date, segment_id
