-- The need state of each account on each as-of date: declared, else the one with the most weight
-- of evidence; of equals the one with the lower priority order.
with

need_states as (
    select * from {{ ref('cfg_need_states') }}
    where is_active
),

declared as (
    select
        accounts.as_of_date,
        accounts.account_id,
        need_states.need_state_id
    from {{ ref('int_account_attributes') }} as accounts
    inner join need_states on accounts.declared_need_state = need_states.need_state_id
),

weighed as (
    select
        evidence.as_of_date,
        evidence.account_id,
        evidence.need_state_id,
        sum(evidence.evidence_count) as evidence_count,
        sum(evidence.evidence_weight) as evidence_weight,
        max(case evidence.evidence_source when 'opportunities' then 1 else 0 end) = 1
            as has_opportunities,
        max(case evidence.evidence_source when 'triggers' then 1 else 0 end) = 1 as has_triggers,
        sum(sum(evidence.evidence_count)) over (
            partition by evidence.as_of_date, evidence.account_id
        ) as all_evidence_count,
        row_number() over (
            partition by evidence.as_of_date, evidence.account_id
            order by sum(evidence.evidence_weight) desc nulls last, max(need_states.priority_order)
        ) as evidence_rank
    from {{ ref('int_need_evidence') }} as evidence
    inner join need_states on evidence.need_state_id = need_states.need_state_id
    group by evidence.as_of_date, evidence.account_id, evidence.need_state_id
),

assigned as (
    select
        as_of_dates.as_of_date,
        accounts.account_id,
        coalesce(declared.need_state_id, strongest.need_state_id, 'unknown') as need_state_id,
        case
            when declared.need_state_id is not null then 'declared'
            when strongest.has_opportunities and strongest.has_triggers
                then 'opportunities_and_triggers'
            when strongest.has_opportunities then 'opportunities'
            when strongest.has_triggers then 'triggers'
            else 'none'
        end as need_state_source,
        coalesce(strongest.all_evidence_count, 0) as all_evidence_count
    from {{ ref('core_accounts') }} as accounts
    cross join {{ ref('int_as_of_dates') }} as as_of_dates
    left join declared
        on accounts.account_id = declared.account_id
        and as_of_dates.as_of_date = declared.as_of_date
    left join weighed as strongest
        on accounts.account_id = strongest.account_id
        and as_of_dates.as_of_date = strongest.as_of_date
        and strongest.evidence_rank = 1
)

select
    assigned.as_of_date,
    assigned.account_id,
    assigned.need_state_id,
    assigned.need_state_source,
    assigned.all_evidence_count - coalesce(supporting.evidence_count, 0)
        as contradicting_evidence_count
from assigned
left join weighed as supporting
    on assigned.as_of_date = supporting.as_of_date
    and assigned.account_id = supporting.account_id
    and assigned.need_state_id = supporting.need_state_id
