-- Opportunities that became pipeline in the three months up to each as-of date, per cell and for
-- the portfolio, at the amount of that day. Only where the history goes back to the start of them:
-- a shorter one would make a quarter look poor. Quarters are whole, so none counts a day twice.
with

quarters as (
    select
        as_of_dates.as_of_date,
        {{ add_months(add_days('as_of_dates.as_of_date', 1), -3) }} as quarter_start_date
    from {{ ref('int_as_of_dates') }} as as_of_dates
),

history_start as (
    select min(entered_date) as first_entered_date
    from {{ ref('int_stage_entries') }}
),

created as (
    select
        segments.as_of_date,
        segments.segment_id,
        qualifications.amount,
        case when qualifications.opportunity_type = 'new' then 1 else 0 end as is_new,
        case when qualifications.opportunity_type = 'new' then qualifications.amount end
            as new_amount
    from {{ ref('int_first_qualifications') }} as qualifications
    inner join {{ ref('int_account_segments') }} as segments
        on qualifications.account_id = segments.account_id
    inner join quarters
        on segments.as_of_date = quarters.as_of_date
        and qualifications.entered_date >= quarters.quarter_start_date
        and qualifications.entered_date <= quarters.as_of_date
    where qualifications.opportunity_type in ('new', 'expansion')
),

levels as (
    select * from created
    union all
    select
        as_of_date,
        'portfolio' as segment_id,
        amount,
        is_new,
        new_amount
    from created
),

cells as (
    select as_of_date, segment_id from {{ ref('int_segments') }}
    union all
    select as_of_date, 'portfolio' from quarters
)

select
    cells.as_of_date,
    cells.segment_id,
    count(levels.is_new) as entry_count,
    count(levels.amount) as priced_entry_count,
    coalesce(sum(levels.is_new), 0) as new_entry_count,
    count(levels.new_amount) as new_priced_entry_count,
    {{ to_money('coalesce(sum(levels.amount), 0)') }} as pipeline_amount,
    {{ to_money('coalesce(sum(levels.new_amount), 0)') }} as new_pipeline_amount
from cells
inner join quarters on cells.as_of_date = quarters.as_of_date
inner join history_start on quarters.quarter_start_date >= history_start.first_entered_date
left join levels
    on cells.as_of_date = levels.as_of_date
    and cells.segment_id = levels.segment_id
group by cells.as_of_date, cells.segment_id
