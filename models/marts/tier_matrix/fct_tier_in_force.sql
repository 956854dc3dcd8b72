with

decisions as (
    select * from {{ ref('int_decisions') }}
    where refusal_reason is null
),

adoptions as (
    select * from decisions
    where decision_type = 'adopt_run'
),

-- A segment that an adopted run does not know has no tier from then on.
ever_adopted_segments as (
    select tiers.segment_id
    from {{ ref('int_frozen_tiers') }} as tiers
    inner join adoptions on tiers.scoring_run_id = adoptions.scoring_run_id
    group by tiers.segment_id
),

events as (
    select
        segments.segment_id,
        adoptions.decision_id,
        adoptions.decision_number,
        adoptions.scoring_run_id,
        tiers.proposed_segment_tier as segment_tier,
        case when tiers.segment_id is null then 'not_in_adopted_run' else 'adopted_run' end
            as change_reason,
        adoptions.effective_date
    from adoptions
    cross join ever_adopted_segments as segments
    left join {{ ref('int_frozen_tiers') }} as tiers
        on adoptions.scoring_run_id = tiers.scoring_run_id
        and segments.segment_id = tiers.segment_id
    union all
    select
        segment_id,
        decision_id,
        decision_number,
        scoring_run_id,
        case decision_type when 'demote' then to_tier end,
        case decision_type when 'demote' then 'demoted' else 'killed' end,
        effective_date
    from decisions
    where decision_type in ('demote', 'kill')
),

-- The last decision of a day is the one that holds.
last_of_day as (
    select
        events.*,
        row_number() over (
            partition by segment_id, effective_date order by decision_number desc nulls last
        ) as decision_rank
    from events
),

periods as (
    select
        last_of_day.*,
        lead(effective_date) over (partition by segment_id order by effective_date) as valid_to
    from last_of_day
    where decision_rank = 1
)

select
    segment_id,
    cast(effective_date as date) as valid_from,
    cast(valid_to as date) as valid_to,
    valid_to is null as is_current,
    segment_tier as in_force_segment_tier,
    change_reason,
    decision_id,
    scoring_run_id
from periods
