with

need_states as (
    select need_state_id, need_state_name, priority_order
    from {{ ref('cfg_need_states') }}
    where is_active
    union all
    select 'unknown', 'Unknown need', 99
),

accounts as (
    select * from {{ ref('int_account_segments') }}
)

select
    as_of_dates.as_of_date,
    need_states.need_state_id,
    need_states.need_state_name,
    cast(need_states.priority_order as bigint) as priority_order,
    count(accounts.account_id) as account_count,
    count(case when accounts.is_addressable then 1 end) as addressable_account_count,
    count(case when accounts.need_state_source = 'declared' then 1 end) as declared_account_count,
    count(case when accounts.need_state_source = 'opportunities' then 1 end)
        as opportunity_evidence_account_count
from need_states
cross join {{ ref('int_as_of_dates') }} as as_of_dates
left join accounts
    on need_states.need_state_id = accounts.need_state_id
    and as_of_dates.as_of_date = accounts.as_of_date
group by
    as_of_dates.as_of_date,
    need_states.need_state_id,
    need_states.need_state_name,
    need_states.priority_order
