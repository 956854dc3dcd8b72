-- Findings about the need states: how many there are and what they rest on.
with

run as (
    select * from {{ ref('core_run') }}
),

params as (
    select * from {{ ref('core_params') }}
),

need_states as (
    select rpt_need_states.*
    from {{ ref('rpt_need_states') }} as rpt_need_states
    inner join run on rpt_need_states.as_of_date = run.as_of_date
    where rpt_need_states.need_state_id <> 'unknown'
),

counted as (
    select count(*) as active_count
    from need_states
),

findings as (
    select
        'need_state_count_unusual' as check_id,
        'need_states' as object_id,
        'Active need states' as quantity_label,
        counted.active_count as quantity
    from counted
    cross join params
    where counted.active_count not between params.need_state_typical_min
        and params.need_state_typical_max
    union all
    select 'need_state_empty', need_state_id, 'Accounts', account_count
    from need_states
    where account_count = 0
    union all
    select
        'need_interviews_few',
        'need_states',
        'Interviews in the window',
        max(total_interview_count)
    from need_states
    where interview_status <> 'pass'
    having count(*) > 0
    union all
    select 'need_state_conference_room', need_state_id, 'Interviews in the window', 0
    from need_states
    where is_conference_room_state
    union all
    select 'trigger_type_not_listed', events.trigger_type, 'Events', count(*)
    from {{ ref('core_trigger_events') }} as events
    cross join params
    inner join {{ ref('core_run') }} as run
        on cast(events.occurred_at as date) <= run.as_of_date
    left join {{ ref('cfg_need_state_triggers') }} as rules
        on events.trigger_type = rules.trigger_type
    where rules.trigger_type is null and lower(events.trigger_type) <> params.churn_trigger_type
    group by events.trigger_type
)

select
    check_id,
    object_id,
    quantity_label || ': ' || cast(quantity as {{ dbt.type_string() }}) as evidence
from findings
