with

run as (
    select * from {{ ref('core_run') }}
),

periods as (
    select * from {{ ref('int_tier_coverage_periods') }}
),

members as (
    select
        tiers.account_id,
        tiers.account_tier,
        existence.exists_from_date
    from {{ ref('fct_account_tier') }} as tiers
    inner join {{ ref('int_account_existence') }} as existence
        on tiers.account_id = existence.account_id
),

touched as (
    select distinct
        periods.period_type,
        touches.account_id
    from {{ ref('int_account_touches') }} as touches
    inner join periods
        on touches.touch_date >= periods.period_start_date
        and touches.touch_date <= periods.period_end_date
),

-- Tiers stand at the run's day: a past quarter counts the accounts that existed then.
membership as (
    select
        tiers.account_tier,
        periods.period_type,
        periods.period_start_date,
        periods.period_end_date,
        members.account_id,
        touched.account_id as touched_account_id,
        coalesce(members.exists_from_date < periods.period_start_date, false) as is_there_at_start
    from {{ ref('cfg_account_tiers') }} as tiers
    cross join periods
    left join members
        on tiers.account_tier = members.account_tier
        and periods.period_end_date >= members.exists_from_date
    left join touched
        on members.account_id = touched.account_id
        and periods.period_type = touched.period_type
),

counted as (
    select
        account_tier,
        period_type,
        period_start_date,
        period_end_date,
        count(account_id) as account_count,
        count(touched_account_id) as touched_count,
        count(case when is_there_at_start then account_id end) as start_count,
        count(case when is_there_at_start then touched_account_id end) as touched_start_count
    from membership
    group by account_tier, period_type, period_start_date, period_end_date
),

-- Without activities nobody knows who was touched.
known as (
    select
        counted.*,
        capabilities.has_activities,
        case when capabilities.has_activities then counted.touched_count end as known_count,
        case when capabilities.has_activities then counted.touched_start_count end
            as known_start_count
    from counted
    cross join {{ ref('core_capabilities') }} as capabilities
)

select
    known.account_tier,
    known.period_type,
    known.period_start_date,
    known.period_end_date,
    known.account_count,
    known.known_count as touched_account_count,
    {{ safe_divide('known.known_count', 'known.account_count') }} as tier_coverage_rate,
    known.start_count as account_at_start_count,
    known.known_start_count as touched_account_at_start_count,
    {{ safe_divide('known.known_start_count', 'known.start_count') }}
        as tier_coverage_at_start_rate,
    case
        when not known.has_activities then 'activities_not_delivered'
        when known.account_count = 0 then 'no_accounts'
    end as tier_coverage_null_reason,
    case
        when not known.has_activities then 'activities_not_delivered'
        when known.start_count = 0 then 'no_accounts'
    end as tier_coverage_at_start_null_reason,
    known.period_type = 'previous_quarter' as is_reconstructed,
    run.as_of_date
from known
cross join run
