-- Days on which a person touched an account: activities of a qualifying type that no machine sent.
select distinct
    resolution.resolved_account_id as account_id,
    cast(activities.occurred_at as date) as touch_date
from {{ ref('core_activities') }} as activities
inner join {{ ref('int_account_resolution') }} as resolution
    on activities.account_id = resolution.account_id
inner join {{ ref('cfg_activity_types') }} as activity_types
    on lower(trim(activities.activity_type)) = activity_types.activity_type
where activity_types.is_qualifying and activities.is_automated is not true
