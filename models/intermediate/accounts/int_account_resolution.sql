-- Which account each account id stands for: itself, or the one it was merged into.
with

accounts as (
    select * from {{ ref('core_accounts') }}
)

select
    accounts.account_id,
    coalesce(survivor.account_id, accounts.account_id) as resolved_account_id,
    survivor.account_id is not null and survivor.account_id <> accounts.account_id as is_merged
from accounts
left join accounts as survivor on accounts.surviving_account_id = survivor.account_id
