-- Findings about who is in scope, who covers accounts and who can be reached.
with

run as (
    select * from {{ ref('core_run') }}
),

scope as (
    select scope.*
    from {{ ref('int_account_scope') }} as scope
    inner join run on scope.as_of_date = run.as_of_date
),

params as (
    select * from {{ ref('core_params') }}
),

overrides as (
    select
        overrides.account_id,
        overrides.expires_on < run.as_of_date as is_expired,
        scope.account_id is null or scope.record_reason is not null as is_unknown,
        cast(overrides.expires_on as {{ dbt.type_string() }}) as expires_on
    from {{ ref('cfg_scope_overrides') }} as overrides
    cross join run
    left join scope on overrides.account_id = scope.account_id
),

tier_counts as (
    select count(*) as tier_count
    from {{ ref('cfg_account_tiers') }}
    where not is_explicit_list
),

unlisted_types as (
    select activities.activity_type
    from {{ ref('core_activities') }} as activities
    left join {{ ref('cfg_activity_types') }} as activity_types
        on lower(trim(activities.activity_type)) = activity_types.activity_type
    where activity_types.activity_type is null
)

select
    'scope_override_expired' as check_id,
    account_id as object_id,
    'Expired on ' || expires_on as evidence
from overrides
where is_expired

union all

select 'scope_override_unknown_account', account_id, 'No account, or one merged away or deleted'
from overrides
where is_unknown

union all

select 'account_tier_list_out_of_scope', listed.account_id, 'No account in scope has this id'
from {{ ref('cfg_account_tier_zero') }} as listed
left join scope on listed.account_id = scope.account_id
where scope.is_in_scope is distinct from true

union all

select
    'account_tier_count',
    'account_tiers',
    'Account tiers beside the explicit list: ' || cast(tier_count as {{ dbt.type_string() }})
from tier_counts
cross join params
where tier_count > 0 and (tier_count < account_tier_min or tier_count > account_tier_max)

union all

select
    'coverage_over_capacity',
    account_tier || ' / ' || role,
    'People needed in the role: '
    || cast({{ rounded('role_required_rep_count', 2) }} as {{ dbt.type_string() }})
    || '; there are: '
    || cast({{ rounded('role_available_rep_count', 2) }} as {{ dbt.type_string() }})
from {{ ref('rpt_coverage_capacity') }}
where is_over_capacity

union all

select
    'activity_type_not_listed',
    activity_type,
    'Activities: ' || cast(count(*) as {{ dbt.type_string() }})
from unlisted_types
group by activity_type

union all

select 'reach_unknown', 'contacts', 'Contacts: ' || cast(count(*) as {{ dbt.type_string() }})
from {{ ref('core_contacts') }}
where is_contactable is null and is_deleted is not true
having count(*) > 0
