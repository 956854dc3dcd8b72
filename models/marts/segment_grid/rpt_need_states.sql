with

need_states as (
    select need_state_id, need_state_name, priority_order
    from {{ ref('cfg_need_states') }}
    where is_active
    union all
    select 'unknown', 'Unknown need', 99
),

accounts as (
    select
        as_of_date,
        need_state_id,
        count(*) as account_count,
        count(case when is_addressable then 1 end) as addressable_account_count,
        count(case when need_state_source = 'declared' then 1 end) as declared_account_count,
        count(case when need_state_source like 'opportunities%' then 1 end)
            as opportunity_evidence_account_count,
        count(case when need_state_source like '%triggers' then 1 end)
            as trigger_evidence_account_count,
        count(case when contradicting_evidence_count > 0 then 1 end) as contradicted_account_count
    from {{ ref('int_account_segments') }}
    group by as_of_date, need_state_id
),

interviews as (
    select interviews.*
    from {{ ref('int_need_state_interviews') }} as interviews
    cross join {{ ref('core_capabilities') }} as capabilities
    where capabilities.has_win_loss_interviews
)

select
    as_of_dates.as_of_date,
    need_states.need_state_id,
    need_states.need_state_name,
    cast(need_states.priority_order as bigint) as priority_order,
    coalesce(accounts.account_count, 0) as account_count,
    coalesce(accounts.addressable_account_count, 0) as addressable_account_count,
    coalesce(accounts.declared_account_count, 0) as declared_account_count,
    coalesce(accounts.opportunity_evidence_account_count, 0) as opportunity_evidence_account_count,
    coalesce(accounts.trigger_evidence_account_count, 0) as trigger_evidence_account_count,
    coalesce(accounts.contradicted_account_count, 0) as contradicted_account_count,
    interviews.interview_count,
    cast(interviews.total_interview_count as bigint) as total_interview_count,
    case
        when interviews.total_interview_count >= params.interview_ok_min then 'pass'
        when interviews.total_interview_count >= params.interview_warn_min then 'warn'
        when interviews.total_interview_count is not null then 'fail'
    end as interview_status,
    case
        when need_states.need_state_id = 'unknown' then 'unknown_need'
        when interviews.as_of_date is null then 'interviews_not_delivered'
    end as interview_null_reason,
    interviews.interview_count = 0 as is_conference_room_state
from need_states
cross join {{ ref('int_as_of_dates') }} as as_of_dates
cross join {{ ref('core_params') }} as params
left join accounts
    on need_states.need_state_id = accounts.need_state_id
    and as_of_dates.as_of_date = accounts.as_of_date
left join interviews
    on need_states.need_state_id = interviews.need_state_id
    and as_of_dates.as_of_date = interviews.as_of_date
