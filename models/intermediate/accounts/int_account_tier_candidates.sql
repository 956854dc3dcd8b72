-- The account tier of each account in scope before any cap, at the run's day: the best tier whose
-- rule fits it or that lists it. A rule fits when all of its conditions are met.
with

tiers as (
    select * from {{ ref('cfg_account_tiers') }}
),

conditions as (
    select * from {{ ref('cfg_account_tier_rules') }}
),

accounts as (
    select
        scope.as_of_date,
        scope.account_id
    from {{ ref('int_account_scope') }} as scope
    inner join {{ ref('core_run') }} as run on scope.as_of_date = run.as_of_date
    where scope.is_in_scope
),

rule_values as (
    select rule_values.*
    from {{ ref('int_account_rule_values') }} as rule_values
    inner join accounts
        on rule_values.account_id = accounts.account_id
        and rule_values.as_of_date = accounts.as_of_date
),

rule_sizes as (
    select
        rule_id,
        count(*) as condition_count
    from conditions
    group by rule_id
),

fitting_rules as (
    select
        rule_values.account_id,
        conditions.account_tier,
        conditions.rule_id
    from rule_values
    inner join conditions on rule_values.attribute = conditions.attribute
    inner join rule_sizes on conditions.rule_id = rule_sizes.rule_id
    where {{ meets_condition('rule_values', 'conditions') }}
    group by
        rule_values.account_id, conditions.account_tier, conditions.rule_id,
        rule_sizes.condition_count
    having count(distinct conditions.attribute) = rule_sizes.condition_count
    union all
    select
        listed.account_id,
        tiers.account_tier,
        'explicit_list'
    from {{ ref('cfg_account_tier_zero') }} as listed
    inner join tiers on tiers.is_explicit_list
),

ranked_rules as (
    select
        fitting_rules.*,
        row_number() over (
            partition by fitting_rules.account_id
            order by tiers.priority asc, fitting_rules.rule_id asc
        ) as rule_rank
    from fitting_rules
    inner join tiers on fitting_rules.account_tier = tiers.account_tier
),

basis_values as (
    select
        rule_values.account_id,
        rule_values.attribute_amount
    from rule_values
    inner join {{ ref('core_params') }} as params
        on rule_values.attribute = params.account_tier_basis
)

select
    accounts.as_of_date,
    accounts.account_id,
    ranked_rules.account_tier,
    ranked_rules.rule_id as account_tier_rule_id,
    basis_values.attribute_amount as account_tier_basis_amount
from accounts
left join ranked_rules
    on accounts.account_id = ranked_rules.account_id
    and ranked_rules.rule_rank = 1
left join basis_values on accounts.account_id = basis_values.account_id
