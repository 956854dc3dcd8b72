-- Revenue of an account in a month: what was invoiced, and what contracts bring where nothing is
-- invoiced. A part that is unknown makes the whole unknown.
with

parts as (
    select
        account_id,
        month_start_date,
        revenue_amount,
        revenue_amount as invoiced_amount,
        cast(null as {{ t_money() }}) as contracted_amount
    from {{ ref('int_invoiced_revenue') }}
    union all
    select
        account_id,
        month_start_date,
        revenue_amount,
        cast(null as {{ t_money() }}) as invoiced_amount,
        revenue_amount as contracted_amount
    from {{ ref('int_contracted_revenue') }}
)

select
    account_id,
    month_start_date,
    cast(sum(invoiced_amount) as {{ t_money() }}) as invoiced_revenue_amount,
    cast(sum(contracted_amount) as {{ t_money() }}) as contracted_revenue_amount,
    case when count(*) = count(revenue_amount) then cast(sum(revenue_amount) as {{ t_money() }}) end
        as revenue_amount
from parts
group by account_id, month_start_date
