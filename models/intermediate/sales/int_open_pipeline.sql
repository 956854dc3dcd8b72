-- Open new-business and expansion opportunities that stand in a qualified stage on the day of the
-- run: as the stage history says, else as their qualified date or their stage does.
with

current_stages as (
    select
        opportunity_id,
        is_qualified
    from {{ ref('int_stage_entries') }}
    where left_date is null
)

select
    opportunities.opportunity_id,
    opportunities.account_id,
    opportunities.amount,
    opportunities.close_date
from {{ ref('int_opportunities') }} as opportunities
cross join {{ ref('core_run') }} as run
left join current_stages on opportunities.opportunity_id = current_stages.opportunity_id
left join {{ ref('cfg_opportunity_stages') }} as stages
    on lower(opportunities.stage) = lower(stages.stage_name)
where
    opportunities.status = 'open'
    and opportunities.opportunity_type in ('new', 'expansion')
    and coalesce(
        current_stages.is_qualified,
        case when opportunities.qualified_date <= run.as_of_date then true end,
        stages.is_qualified,
        false
    )
