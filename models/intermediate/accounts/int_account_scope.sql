-- Each account that exists on an as-of date: whether it is in scope, and whether it is the one
-- of its family that can be sold to. People may override the rules, not what the records say.
with

accounts as (
    select * from {{ ref('core_accounts') }}
),

judged as (
    select
        as_of_dates.as_of_date,
        accounts.account_id,
        case
            when resolution.is_merged then 'merged'
            when accounts.is_deleted is true then 'deleted'
        end as record_reason,
        overrides.scope_override,
        case overrides.scope_override when 'out' then 'scope_override' end as override_reason,
        case coalesce(overrides.scope_override, 'out')
            when 'out' then reasons.scope_rule_reasons
        end as rule_reasons
    from accounts
    inner join {{ ref('int_account_resolution') }} as resolution
        on accounts.account_id = resolution.account_id
    inner join {{ ref('int_account_existence') }} as existence
        on accounts.account_id = existence.account_id
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on existence.exists_from_date <= as_of_dates.as_of_date
    left join {{ ref('int_account_scope_reasons') }} as reasons
        on accounts.account_id = reasons.account_id
        and as_of_dates.as_of_date = reasons.as_of_date
    left join {{ ref('cfg_scope_overrides') }} as overrides
        on accounts.account_id = overrides.account_id
        and as_of_dates.as_of_date <= overrides.expires_on
),

scoped as (
    select
        judged.*,
        nullif(concat_ws(', ', record_reason, override_reason, rule_reasons), '')
            as out_of_scope_reasons
    from judged
),

-- However many levels lie between: a family is sold to once.
covered as (
    select distinct
        above.as_of_date,
        ancestors.account_id
    from {{ ref('int_account_ancestors') }} as ancestors
    inner join scoped as above on ancestors.ancestor_account_id = above.account_id
    where above.out_of_scope_reasons is null
)

select
    scoped.as_of_date,
    scoped.account_id,
    scoped.out_of_scope_reasons is null as is_in_scope,
    -- An account with nobody in scope above it is sold to on its own.
    scoped.out_of_scope_reasons is null and covered.account_id is null as is_addressable,
    scoped.record_reason,
    scoped.out_of_scope_reasons,
    scoped.scope_override
from scoped
left join covered
    on scoped.account_id = covered.account_id
    and scoped.as_of_date = covered.as_of_date
