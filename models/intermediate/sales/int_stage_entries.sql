-- Each entry of an opportunity into a stage by the day of the run, as cfg_opportunity_stages reads
-- the name, and the day it left. A name that the seed does not know moves nothing.
with

entries as (
    select
        history.opportunity_id,
        stages.stage_id,
        stages.stage_order,
        stages.is_qualified,
        cast({{ to_factor('history.amount') }} * history.fx_rate as {{ t_exact_money() }})
            as amount,
        history.entered_at,
        cast(history.entered_at as date) as entered_date
    from {{ ref('core_opportunity_stage_history') }} as history
    inner join {{ ref('cfg_opportunity_stages') }} as stages
        on lower(history.stage) = lower(stages.stage_name)
    cross join {{ ref('core_run') }} as run
    where cast(history.entered_at as date) <= run.as_of_date
),

neighbours as (
    select
        entries.*,
        coalesce(lag(is_qualified) over (opportunity_entries), false) as was_qualified,
        lead(entered_date) over (opportunity_entries) as left_date
    from entries
    window opportunity_entries as (
        partition by opportunity_id order by entered_at, stage_order, stage_id
    )
)

select
    opportunity_id,
    stage_id,
    amount,
    is_qualified,
    is_qualified and not was_qualified as is_qualifying_entry,
    entered_at,
    entered_date,
    left_date
from neighbours
