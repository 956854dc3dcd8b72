-- Opportunities created by the as-of date, for the account they count for, in the reporting
-- currency. One that closes after the as-of date is still open on it.
with

opportunities as (
    select * from {{ ref('core_opportunities') }}
),

resolution as (
    select * from {{ ref('int_account_resolution') }}
),

run as (
    select * from {{ ref('core_run') }}
)

select
    opportunities.opportunity_id,
    resolution.resolved_account_id as account_id,
    case
        when opportunities.account_id is null then 'unassigned'
        when resolution.resolved_account_id is null then 'unmatched'
        else 'matched'
    end as account_match,
    opportunities.opportunity_type,
    opportunities.need_state,
    opportunities.lead_source,
    case
        when opportunities.close_date > run.as_of_date then 'open'
        else opportunities.status
    end as status,
    opportunities.stage,
    opportunities.loss_reason,
    opportunities.term_months,
    cast({{ to_factor('opportunities.amount') }} * opportunities.fx_rate as {{ t_exact_money() }})
        as amount,
    opportunities.first_meeting_date is null as is_first_meeting_missing,
    {{ dbt.datediff(
        'coalesce(opportunities.first_meeting_date, cast(opportunities.created_at as date))',
        'opportunities.close_date', 'day'
    ) }} as days_first_meeting_to_close,
    cast(opportunities.created_at as date) as created_date,
    opportunities.qualified_date,
    opportunities.close_date
from opportunities
cross join run
left join resolution on opportunities.account_id = resolution.account_id
where cast(opportunities.created_at as date) <= run.as_of_date
