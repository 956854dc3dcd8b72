with

account_counts as (
    select
        account_tier,
        count(*) as account_count
    from {{ ref('fct_account_tier') }}
    where account_tier is not null
    group by account_tier
),

user_counts as (
    select
        lower(trim(function)) as user_function,
        count(*) as user_count
    from {{ ref('core_users') }}
    where is_active
    group by lower(trim(function))
),

role_capacities as (
    select
        roles.role,
        roles.role_label,
        case
            when roles.rep_count is not null then cast(roles.rep_count as {{ t_double() }})
            when capabilities.has_users
                then cast(coalesce(user_counts.user_count, 0) as {{ t_double() }})
        end as role_available_rep_count
    from {{ ref('cfg_coverage_roles') }} as roles
    cross join {{ ref('core_capabilities') }} as capabilities
    left join user_counts on roles.user_function = user_counts.user_function
),

needs as (
    select
        coverage.account_tier,
        coverage.role,
        coverage.coverage_model,
        coverage.accounts_per_rep,
        coalesce(account_counts.account_count, 0) as account_count,
        {{ safe_divide('coalesce(account_counts.account_count, 0)', 'coverage.accounts_per_rep') }}
            as required_rep_count
    from {{ ref('cfg_coverage_model') }} as coverage
    left join account_counts on coverage.account_tier = account_counts.account_tier
),

role_needs as (
    select
        role,
        {{ order_free_sum('required_rep_count') }} as role_required_rep_count
    from needs
    group by role
)

select
    needs.account_tier,
    needs.role,
    capacities.role_label,
    needs.coverage_model,
    needs.accounts_per_rep,
    needs.account_count,
    needs.required_rep_count,
    -- A role that serves several tiers is split by what each of them needs.
    capacities.role_available_rep_count
    * {{ safe_divide('needs.required_rep_count', 'role_needs.role_required_rep_count') }}
        as available_rep_count,
    role_needs.role_required_rep_count,
    capacities.role_available_rep_count,
    {{ safe_divide(
        'role_needs.role_required_rep_count', 'capacities.role_available_rep_count'
    ) }} as utilisation,
    role_needs.role_required_rep_count > capacities.role_available_rep_count as is_over_capacity,
    case
        when capacities.role_available_rep_count is null then 'users_not_delivered'
        when capacities.role_available_rep_count = 0 then 'no_available_reps'
    end as utilisation_null_reason,
    run.as_of_date
from needs
inner join role_needs on needs.role = role_needs.role
inner join role_capacities as capacities on needs.role = capacities.role
cross join {{ ref('core_run') }} as run
