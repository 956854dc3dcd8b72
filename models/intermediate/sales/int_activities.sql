-- Activities up to the as-of date, for the account they count for: their own, else the one of
-- their opportunity.
with

activities as (
    select * from {{ ref('core_activities') }}
),

run as (
    select * from {{ ref('core_run') }}
)

select
    activities.activity_id,
    coalesce(resolution.resolved_account_id, opportunities.account_id) as account_id,
    activities.opportunity_id,
    activities.contact_id,
    activities.user_id,
    activities.activity_type,
    coalesce(activities.is_automated, false) as is_automated,
    activities.play,
    cast(activities.occurred_at as date) as activity_date
from activities
cross join run
left join {{ ref('int_account_resolution') }} as resolution
    on activities.account_id = resolution.account_id
left join {{ ref('int_opportunities') }} as opportunities
    on activities.opportunity_id = opportunities.opportunity_id
where cast(activities.occurred_at as date) <= run.as_of_date
