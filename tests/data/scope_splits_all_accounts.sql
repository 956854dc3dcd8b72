-- On every as-of date the accounts in scope and those out of it, each with its reasons, are all
-- accounts that exist.
with

existing as (
    select
        as_of_dates.as_of_date,
        count(*) as account_count
    from {{ ref('int_account_existence') }} as existence
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on existence.exists_from_date <= as_of_dates.as_of_date
    group by as_of_dates.as_of_date
),

scoped as (
    select
        as_of_date,
        count(case when is_in_scope and out_of_scope_reasons is null then 1 end) as in_scope_count,
        count(case when not is_in_scope and out_of_scope_reasons is not null then 1 end)
            as out_of_scope_count
    from {{ ref('int_account_scope') }}
    group by as_of_date
)

select
    existing.as_of_date,
    existing.account_count,
    scoped.in_scope_count,
    scoped.out_of_scope_count
from existing
left join scoped on existing.as_of_date = scoped.as_of_date
where
    existing.account_count
    is distinct from coalesce(scoped.in_scope_count, 0) + coalesce(scoped.out_of_scope_count, 0)
