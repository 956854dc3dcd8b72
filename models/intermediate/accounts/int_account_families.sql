-- The account at the top of each account's family: parents, each followed through its merges.
with

accounts as (
    select * from {{ ref('core_accounts') }}
),

resolution as (
    select * from {{ ref('int_account_resolution') }}
),

-- Who was merged stands where its survivor does; a parent merged into its own child is none.
links as (
    select
        account_id as record_id,
        resolved_account_id as linked_id
    from resolution
    where is_merged
    union all
    select
        accounts.account_id,
        parents.resolved_account_id
    from accounts
    inner join resolution on accounts.account_id = resolution.account_id
    inner join resolution as parents
        on accounts.parent_account_id = parents.account_id
        and accounts.account_id <> parents.resolved_account_id
    where not resolution.is_merged
),

chains as (
    {{ followed_links('links', 12) }}
)

select
    resolution.account_id,
    resolution.resolved_account_id,
    coalesce(chains.last_id, resolution.account_id) as family_id
from resolution
left join chains on resolution.account_id = chains.record_id
