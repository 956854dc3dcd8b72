-- Each account that exists on an as-of date: whether it is in scope, and whether it is the one
-- of its family that can be sold to.
with

accounts as (
    select * from {{ ref('core_accounts') }}
),

scoped as (
    select
        as_of_dates.as_of_date,
        accounts.account_id,
        parents.resolved_account_id as parent_account_id,
        case
            when resolution.is_merged then 'merged'
            when accounts.is_deleted is true then 'deleted'
        end as out_of_scope_reason
    from accounts
    inner join {{ ref('int_account_resolution') }} as resolution
        on accounts.account_id = resolution.account_id
    left join {{ ref('int_account_resolution') }} as parents
        on accounts.parent_account_id = parents.account_id
    inner join {{ ref('int_account_existence') }} as existence
        on accounts.account_id = existence.account_id
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on existence.exists_from_date <= as_of_dates.as_of_date
)

select
    scoped.as_of_date,
    scoped.account_id,
    scoped.out_of_scope_reason is null as is_in_scope,
    -- A child whose parent is not in scope is sold to on its own.
    scoped.out_of_scope_reason is null
    and (parent_account.account_id is null or parent_account.out_of_scope_reason is not null)
        as is_addressable,
    scoped.out_of_scope_reason
from scoped
left join scoped as parent_account
    on scoped.parent_account_id = parent_account.account_id
    and scoped.as_of_date = parent_account.as_of_date
