-- Months from creation within which the configured share of the deals won in the window was won,
-- per cell and for the portfolio: a younger cohort still has wins to come.
with

won as (
    select
        deals.segment_id,
        deals.months_to_close,
        params.win_cycle_quantile
    from {{ ref('int_created_deals') }} as deals
    cross join {{ ref('core_params') }} as params
    cross join {{ ref('core_run') }} as run
    where
        deals.deal_outcome = 'won'
        and deals.segment_id is not null
        and {{ within_months('deals.close_date', 'run.as_of_date', 'params.win_window_months') }}
),

levels as (
    select won.*, segment_id as level_id from won
    union all
    select won.*, 'portfolio' from won
),

ranked as (
    select
        levels.*,
        row_number() over (partition by level_id order by months_to_close asc nulls last) as place,
        count(*) over (partition by level_id) as cycle_count
    from levels
)

select
    level_id as segment_id,
    max(cycle_count) as cycle_count,
    min(case when place >= win_cycle_quantile * cycle_count then months_to_close end)
        as cycle_quantile_months
from ranked
group by level_id
