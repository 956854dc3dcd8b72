-- Decisions that have taken effect, in order, and why one of them does not count.
with

decisions as (
    select decisions.*
    from {{ ref('cfg_decisions') }} as decisions
    inner join {{ ref('core_run') }} as run on decisions.effective_date <= run.as_of_date
)

select
    decisions.decision_id,
    decisions.decision_type,
    decisions.scoring_run_id,
    decisions.segment_id,
    decisions.to_tier,
    decisions.decided_by,
    decisions.reason,
    row_number() over (order by decisions.effective_date, decisions.decision_id) as decision_number,
    case
        when decisions.decision_type <> 'adopt_run' then null
        when approved.scoring_run_id is null then 'run_not_published'
        when not approved.is_approved then 'signature_missing'
    end as refusal_reason,
    decisions.effective_date
from decisions
left join {{ ref('int_approved_runs') }} as approved
    on decisions.scoring_run_id = approved.scoring_run_id
