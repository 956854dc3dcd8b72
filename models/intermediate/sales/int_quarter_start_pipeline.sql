-- Pipeline that was open and qualified when each of the last whole quarters began, at its amount
-- then, and what of it was won within the quarter. How a deal is expected to close was not kept, so
-- all of it counts, also what was meant for later.
with

quarters as (
    select
        as_of_date as start_date,
        lead(as_of_date) over (order by as_of_date) as end_date
    from {{ ref('int_as_of_dates') }}
),

whole_quarters as (
    select
        quarters.start_date,
        quarters.end_date
    from quarters
    where quarters.end_date = {{ add_days(add_months(add_days('quarters.start_date', 1), 3), -1) }}
),

last_quarters as (
    select
        whole_quarters.*,
        row_number() over (order by end_date desc nulls last) as quarter_number
    from whole_quarters
)

select
    last_quarters.start_date,
    last_quarters.end_date,
    opportunities.opportunity_id,
    opportunities.account_id,
    entries.amount,
    case
        when opportunities.status = 'won' and opportunities.close_date <= last_quarters.end_date
            then coalesce(opportunities.amount, entries.amount)
    end as won_amount
from last_quarters
cross join {{ ref('core_params') }} as params
inner join {{ ref('int_stage_entries') }} as entries
    on last_quarters.start_date >= entries.entered_date
    and (entries.left_date is null or last_quarters.start_date < entries.left_date)
inner join {{ ref('int_opportunities') }} as opportunities
    on entries.opportunity_id = opportunities.opportunity_id
where
    last_quarters.quarter_number <= params.pipeline_conversion_quarters
    and entries.is_qualified
    and entries.amount is not null
    and opportunities.opportunity_type in ('new', 'expansion')
    and (opportunities.status = 'open' or opportunities.close_date > last_quarters.start_date)
