-- Every account that exists is in the table of account tiers once, and in a tier only when it is
-- in scope.
select
    coalesce(accounts.account_id, tiers.account_id) as account_id,
    accounts.is_in_scope,
    tiers.account_tier
from {{ ref('dim_account') }} as accounts
full join {{ ref('fct_account_tier') }} as tiers on accounts.account_id = tiers.account_id
where
    accounts.account_id is null
    or tiers.account_id is null
    or (tiers.account_tier is not null and not accounts.is_in_scope)
