-- Days from entry into the qualified stages to the close of each won new-business opportunity. One
-- that went out of them and came back counts from its first or its last entry, as is set.
with

won as (
    select * from {{ ref('int_opportunities') }}
    where opportunity_type = 'new' and status = 'won'
),

entries as (
    select
        won.opportunity_id,
        min(entries.entered_date) as first_entered_date,
        max(case when entries.entered_date <= won.close_date then entries.entered_date end)
            as last_entered_date
    from won
    inner join {{ ref('int_stage_entries') }} as entries
        on won.opportunity_id = entries.opportunity_id
    where entries.is_qualifying_entry
    group by won.opportunity_id
),

starts as (
    select
        won.opportunity_id,
        won.account_id,
        won.close_date,
        entries.opportunity_id is null as is_entry_missing,
        case
            when entries.opportunity_id is null then won.qualified_date
            when params.stage_entry_basis = 'last'
                then coalesce(entries.last_entered_date, entries.first_entered_date)
            else entries.first_entered_date
        end as entered_date
    from won
    left join entries on won.opportunity_id = entries.opportunity_id
    cross join {{ ref('core_params') }} as params
)

select
    opportunity_id,
    account_id,
    is_entry_missing,
    {{ dbt.datediff(
        'entered_date', 'close_date', 'day'
    ) }} as days_stage_entry_to_close,
    entered_date,
    close_date
from starts
where entered_date is not null
