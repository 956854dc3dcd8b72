-- No account tier holds more accounts than its cap, and one with room turns nobody away.
with

counted as (
    select
        tiers.account_tier,
        tiers.account_cap,
        count(placed.account_id) as account_count
    from {{ ref('cfg_account_tiers') }} as tiers
    left join {{ ref('fct_account_tier') }} as placed
        on tiers.account_tier = placed.account_tier
    group by tiers.account_tier, tiers.account_cap
),

turned_away as (
    select
        account_tier_before_cap as account_tier,
        count(*) as turned_away_count
    from {{ ref('fct_account_tier') }}
    where account_tier_reason = 'cap'
    group by account_tier_before_cap
)

select
    counted.account_tier,
    counted.account_cap,
    counted.account_count,
    turned_away.turned_away_count
from counted
left join turned_away on counted.account_tier = turned_away.account_tier
where
    counted.account_count > counted.account_cap
    or (
        turned_away.turned_away_count > 0
        and counted.account_count is distinct from counted.account_cap
    )
