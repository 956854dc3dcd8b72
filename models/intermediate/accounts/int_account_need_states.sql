-- The need state of each account on each as-of date: declared, else the one its opportunities
-- name most often; of equals the one with the lower priority order.
with

need_states as (
    select * from {{ ref('cfg_need_states') }}
    where is_active
),

declared as (
    select
        accounts.account_id,
        need_states.need_state_id
    from {{ ref('core_accounts') }} as accounts
    inner join need_states on accounts.declared_need_state = need_states.need_state_id
),

opportunity_evidence as (
    select
        as_of_dates.as_of_date,
        opportunities.account_id,
        need_states.need_state_id,
        need_states.priority_order,
        count(*) as opportunity_count
    from {{ ref('int_opportunities') }} as opportunities
    inner join need_states on opportunities.need_state = need_states.need_state_id
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on opportunities.created_date <= as_of_dates.as_of_date
    where opportunities.account_match = 'matched'
    group by
        as_of_dates.as_of_date,
        opportunities.account_id,
        need_states.need_state_id,
        need_states.priority_order
),

ranked_evidence as (
    select
        opportunity_evidence.*,
        row_number() over (
            partition by as_of_date, account_id
            order by opportunity_count desc nulls last, priority_order asc
        ) as evidence_rank
    from opportunity_evidence
)

select
    as_of_dates.as_of_date,
    accounts.account_id,
    coalesce(declared.need_state_id, ranked_evidence.need_state_id, 'unknown') as need_state_id,
    case
        when declared.need_state_id is not null then 'declared'
        when ranked_evidence.need_state_id is not null then 'opportunities'
        else 'none'
    end as need_state_source
from {{ ref('core_accounts') }} as accounts
cross join {{ ref('int_as_of_dates') }} as as_of_dates
left join declared on accounts.account_id = declared.account_id
left join ranked_evidence
    on accounts.account_id = ranked_evidence.account_id
    and as_of_dates.as_of_date = ranked_evidence.as_of_date
    and ranked_evidence.evidence_rank = 1
