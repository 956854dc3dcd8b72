-- Over all cells of a date the accounts are those in scope, and today those of dim_account.
with

cells as (
    select
        as_of_date,
        sum(account_count) as account_count,
        sum(addressable_account_count) as addressable_account_count
    from {{ ref('rpt_segment_grid') }}
    group by as_of_date
),

in_scope as (
    select
        as_of_dates.as_of_date,
        count(case when scope.is_in_scope then 1 end) as account_count,
        count(case when scope.is_addressable then 1 end) as addressable_account_count
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('int_account_scope') }} as scope on as_of_dates.as_of_date = scope.as_of_date
    group by as_of_dates.as_of_date

    union all

    select
        run.as_of_date,
        count(case when accounts.is_in_scope then 1 end),
        count(case when accounts.is_addressable then 1 end)
    from {{ ref('core_run') }} as run
    left join {{ ref('dim_account') }} as accounts on run.as_of_date = accounts.as_of_date
    group by run.as_of_date
)

select
    in_scope.as_of_date,
    in_scope.account_count,
    cells.account_count as cell_account_count
from in_scope
left join cells on in_scope.as_of_date = cells.as_of_date
where
    coalesce(cells.account_count, -1) <> in_scope.account_count
    or cells.addressable_account_count <> in_scope.addressable_account_count
