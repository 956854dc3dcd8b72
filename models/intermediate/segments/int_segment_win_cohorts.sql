-- What was created in each quarter and how much of it was won or lost within each number of months
-- of its own creation, per candidate cell; beside it what was created outside all of them.
with

cells as (
    select * from {{ ref('int_win_cohort_cells') }}
),

deals as (
    select * from {{ ref('int_created_deals') }}
),

created as (
    select
        segment_id,
        created_quarter_date,
        count(*) as created_count
    from deals
    group by segment_id, created_quarter_date
),

outside as (
    select
        deals.created_quarter_date,
        sum(case when deals.is_account_known then 1 else 0 end) as unsegmented_created_count,
        sum(case when deals.is_account_known then 0 else 1 end) as no_account_created_count
    from deals
    left join cells
        on deals.segment_id = cells.segment_id
        and deals.created_quarter_date = cells.created_quarter_date
        and cells.months_since_created = 1
    where cells.segment_id is null
    group by deals.created_quarter_date
),

closed as (
    select
        segment_id,
        created_quarter_date,
        -- A deal that closed on the day of its creation was closed within the first month.
        greatest(months_to_close, 1) as months_since_created,
        sum(case when deal_outcome = 'won' then 1 else 0 end) as won_count,
        sum(case when deal_outcome = 'lost' then 1 else 0 end) as lost_count,
        sum(case when deal_outcome = 'no_decision' then 1 else 0 end) as no_decision_count
    from deals
    where months_to_close is not null
    group by segment_id, created_quarter_date, greatest(months_to_close, 1)
)

select
    cells.segment_id,
    cells.created_quarter_date,
    cells.months_since_created,
    coalesce(created.created_count, 0) as created_count,
    coalesce(sum(closed.won_count) over cohort, 0) as won_count,
    coalesce(sum(closed.lost_count) over cohort, 0) as lost_count,
    coalesce(sum(closed.no_decision_count) over cohort, 0) as no_decision_count,
    coalesce(outside.unsegmented_created_count, 0) as unsegmented_created_count,
    coalesce(outside.no_account_created_count, 0) as no_account_created_count
from cells
left join created
    on cells.segment_id = created.segment_id
    and cells.created_quarter_date = created.created_quarter_date
left join outside on cells.created_quarter_date = outside.created_quarter_date
left join closed
    on cells.segment_id = closed.segment_id
    and cells.created_quarter_date = closed.created_quarter_date
    and cells.months_since_created = closed.months_since_created
window cohort as (
    partition by cells.segment_id, cells.created_quarter_date
    order by cells.months_since_created
    rows between unbounded preceding and current row
)
