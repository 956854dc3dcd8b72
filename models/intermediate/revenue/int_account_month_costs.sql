-- What an account cost in a month: booked on it, and allocated to it by what it used.
with

costs as (
    select
        account_id,
        cost_month,
        cost_kind,
        cost_amount as direct_amount,
        cast(null as {{ t_money() }}) as allocated_amount
    from {{ ref('int_cost_lines') }}
    where cost_assignment = 'direct'
    union all
    select
        account_id,
        cost_month,
        cost_kind,
        cast(null as {{ t_money() }}),
        allocated_amount
    from {{ ref('int_cost_allocations') }}
)

select
    account_id,
    cost_month,
    cast(sum(case when cost_kind = 'cogs' then direct_amount end) as {{ t_money() }})
        as cogs_direct_amount,
    cast(sum(case when cost_kind = 'cogs' then allocated_amount end) as {{ t_money() }})
        as cogs_allocated_amount,
    cast(sum(case when cost_kind = 'cost_to_serve' then direct_amount end) as {{ t_money() }})
        as cost_to_serve_direct_amount,
    cast(sum(case when cost_kind = 'cost_to_serve' then allocated_amount end) as {{ t_money() }})
        as cost_to_serve_allocated_amount
from costs
group by account_id, cost_month
