-- For every as-of date: the accounts of all cells, those without band or need included, are the
-- accounts in scope; the same for the accounts that can be sold to.
with

scope as (
    select
        as_of_dates.as_of_date,
        count(case when scope.is_in_scope then 1 end) as account_count,
        count(case when scope.is_addressable then 1 end) as addressable_account_count
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('int_account_scope') }} as scope on as_of_dates.as_of_date = scope.as_of_date
    group by as_of_dates.as_of_date
),

grid as (
    select
        as_of_date,
        sum(account_count) as account_count,
        sum(addressable_account_count) as addressable_account_count
    from {{ ref('rpt_segment_grid') }}
    group by as_of_date
)

select
    scope.as_of_date,
    scope.account_count as accounts_in_scope,
    grid.account_count as accounts_in_grid,
    scope.addressable_account_count as addressable_in_scope,
    grid.addressable_account_count as addressable_in_grid
from scope
left join grid on scope.as_of_date = grid.as_of_date
where
    coalesce(grid.account_count, -1) <> scope.account_count
    or coalesce(grid.addressable_account_count, -1) <> scope.addressable_account_count
