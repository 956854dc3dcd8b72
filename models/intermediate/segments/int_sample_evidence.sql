-- What else speaks for a need of a sampled account than the source that gave it its need: a source
-- that confirmed itself would prove nothing. Interviews give no need, so they always count.
with

samples as (
    select * from {{ ref('int_cell_samples') }}
),

need_states as (
    select * from {{ ref('cfg_need_states') }}
    where is_active
),

other_evidence as (
    select
        samples.as_of_date,
        samples.account_id,
        evidence.need_state_id,
        evidence.evidence_weight
    from samples
    inner join {{ ref('int_need_evidence') }} as evidence
        on samples.as_of_date = evidence.as_of_date
        and samples.account_id = evidence.account_id
    where {{ dbt.position('evidence.evidence_source', 'samples.need_state_source') }} = 0
    union all
    select
        samples.as_of_date,
        samples.account_id,
        need_states.need_state_id,
        1
    from samples
    inner join {{ ref('int_account_resolution') }} as resolution
        on samples.account_id = resolution.resolved_account_id
    inner join {{ ref('core_win_loss_interviews') }} as interviews
        on resolution.account_id = interviews.account_id
        and samples.as_of_date >= interviews.interview_date
    inner join need_states
        on {{ dbt.position(
            "';' || need_states.need_state_id || ';'",
            "';' || replace(interviews.need_states, ' ', '') || ';'"
        ) }} > 0
),

ranked as (
    select
        other_evidence.as_of_date,
        other_evidence.account_id,
        other_evidence.need_state_id,
        row_number() over (
            partition by other_evidence.as_of_date, other_evidence.account_id
            order by
                sum(other_evidence.evidence_weight) desc nulls last,
                max(need_states.priority_order) asc nulls last
        ) as evidence_rank
    from other_evidence
    inner join need_states on other_evidence.need_state_id = need_states.need_state_id
    group by
        other_evidence.as_of_date, other_evidence.account_id, other_evidence.need_state_id
)

select as_of_date, account_id, need_state_id
from ranked
where evidence_rank = 1
