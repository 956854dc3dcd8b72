with

run as (
    select * from {{ ref('core_run') }}
),

configured as (
    select count(*) as tier_count from {{ ref('cfg_account_tiers') }}
),

tiers as (
    select * from {{ ref('cfg_account_tiers') }}
)

select
    scope.account_id,
    placed.account_tier,
    tiers.account_tier_label,
    candidates.account_tier as account_tier_before_cap,
    case
        when candidates.account_tier is null then null
        when candidates.account_tier <> coalesce(placed.account_tier, '') then 'cap'
        when candidates.account_tier_rule_id = 'explicit_list' then 'explicit_list'
        else 'rule'
    end as account_tier_reason,
    case
        when placed.account_tier is not null then null
        when configured.tier_count = 0 then 'account_tiers_not_configured'
        when not scope.is_in_scope then 'out_of_scope'
        when candidates.account_tier is not null then 'beyond_every_cap'
        else 'no_rule_fits'
    end as account_tier_null_reason,
    candidates.account_tier_rule_id,
    params.account_tier_basis,
    candidates.account_tier_basis_amount,
    cast(placed.account_tier_rank as bigint) as account_tier_rank,
    run.as_of_date
from {{ ref('int_account_scope') }} as scope
inner join run on scope.as_of_date = run.as_of_date
cross join configured
cross join {{ ref('core_params') }} as params
left join {{ ref('int_account_tier_candidates') }} as candidates
    on scope.account_id = candidates.account_id
left join {{ ref('int_account_tiers') }} as placed on scope.account_id = placed.account_id
left join tiers on placed.account_tier = tiers.account_tier
