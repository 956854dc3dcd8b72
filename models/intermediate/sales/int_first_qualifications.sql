-- When an opportunity first became pipeline and what it was worth then; what happens to it later
-- changes neither.
with

entries as (
    select
        opportunity_id,
        amount,
        entered_date,
        row_number() over (partition by opportunity_id order by entered_at, stage_id)
            as entry_number
    from {{ ref('int_stage_entries') }}
    where is_qualifying_entry
)

select
    entries.opportunity_id,
    opportunities.account_id,
    opportunities.opportunity_type,
    entries.amount,
    entries.entered_date
from entries
inner join {{ ref('int_opportunities') }} as opportunities
    on entries.opportunity_id = opportunities.opportunity_id
where entries.entry_number = 1
