-- What speaks for each need of an account on each as-of date, beside what sales declared. An event
-- counts in full inside its window and not at all after it: nothing here decays.
with

need_states as (
    select * from {{ ref('cfg_need_states') }}
    where is_active
),

as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

opportunity_evidence as (
    select
        as_of_dates.as_of_date,
        opportunities.account_id,
        need_states.need_state_id,
        count(*) as evidence_count,
        cast(count(*) * max(params.need_opportunity_weight) as {{ t_money() }}) as evidence_weight
    from {{ ref('int_opportunities') }} as opportunities
    inner join need_states on opportunities.need_state = need_states.need_state_id
    inner join as_of_dates on opportunities.created_date <= as_of_dates.as_of_date
    cross join {{ ref('core_params') }} as params
    where opportunities.account_match = 'matched'
    group by as_of_dates.as_of_date, opportunities.account_id, need_states.need_state_id
),

trigger_evidence as (
    select
        as_of_dates.as_of_date,
        resolution.resolved_account_id as account_id,
        need_states.need_state_id,
        count(*) as evidence_count,
        cast(sum(rules.weight) as {{ t_money() }}) as evidence_weight
    from {{ ref('core_trigger_events') }} as events
    inner join {{ ref('int_account_resolution') }} as resolution
        on events.account_id = resolution.account_id
    inner join {{ ref('cfg_need_state_triggers') }} as rules
        on events.trigger_type = rules.trigger_type
    inner join need_states on rules.need_state_id = need_states.need_state_id
    inner join as_of_dates
        on cast(events.occurred_at as date) <= as_of_dates.as_of_date
        and cast(events.occurred_at as date)
        > {{ add_days('as_of_dates.as_of_date', '-1 * rules.window_days') }}
    group by as_of_dates.as_of_date, resolution.resolved_account_id, need_states.need_state_id
)

select
    as_of_date,
    account_id,
    need_state_id,
    'opportunities' as evidence_source,
    evidence_count,
    evidence_weight
from opportunity_evidence

union all

select as_of_date, account_id, need_state_id, 'triggers', evidence_count, evidence_weight
from trigger_evidence
