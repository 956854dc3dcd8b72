-- Decisions that have taken effect, in order, and why one of them does not count.
with

decisions as (
    select
        decisions.*,
        row_number() over (order by decisions.effective_date, decisions.decision_id)
            as decision_number
    from {{ ref('cfg_decisions') }} as decisions
    inner join {{ ref('core_run') }} as run on decisions.effective_date <= run.as_of_date
),

approved_runs as (
    select * from {{ ref('int_approved_runs') }}
),

draft_runs as (
    select * from {{ ref('int_draft_runs') }}
),

-- The tier that an adoption before a demotion or a kill had put in force.
adopted_tiers as (
    select
        decisions.decision_id,
        tiers.proposed_segment_tier as adopted_segment_tier,
        row_number() over (
            partition by decisions.decision_id order by adoptions.decision_number desc nulls last
        ) as adoption_rank
    from decisions
    inner join decisions as adoptions
        on decisions.decision_number > adoptions.decision_number
        and adoptions.decision_type = 'adopt_run'
    inner join approved_runs
        on adoptions.scoring_run_id = approved_runs.scoring_run_id
        and approved_runs.is_approved
    left join draft_runs on adoptions.scoring_run_id = draft_runs.scoring_run_id
    inner join {{ ref('int_frozen_tiers') }} as tiers
        on adoptions.scoring_run_id = tiers.scoring_run_id
        and decisions.segment_id = tiers.segment_id
    where decisions.decision_type in ('demote', 'kill') and draft_runs.scoring_run_id is null
)

select
    decisions.decision_id,
    decisions.decision_type,
    decisions.scoring_run_id,
    decisions.segment_id,
    decisions.to_tier,
    decisions.decided_by,
    decisions.reason,
    decisions.decision_number,
    case
        when decisions.decision_type = 'adopt_run' and approved_runs.scoring_run_id is null
            then 'run_not_published'
        when decisions.decision_type = 'adopt_run' and not approved_runs.is_approved
            then 'signature_missing'
        when decisions.decision_type = 'adopt_run' and draft_runs.scoring_run_id is not null
            then 'run_is_draft'
        when decisions.decision_type = 'adopt_run' then null
        when adopted_tiers.decision_id is null then 'segment_not_in_force'
        when decisions.decision_type = 'demote'
            and decisions.to_tier <= adopted_tiers.adopted_segment_tier then 'not_a_demotion'
    end as refusal_reason,
    decisions.effective_date
from decisions
left join approved_runs on decisions.scoring_run_id = approved_runs.scoring_run_id
left join draft_runs on decisions.scoring_run_id = draft_runs.scoring_run_id
left join adopted_tiers
    on decisions.decision_id = adopted_tiers.decision_id
    and adopted_tiers.adoption_rank = 1
