-- What was booked on accounts or allocated to them, and what is left visible, is the ledger of the
-- month, to the cent.
with

ledger as (
    select
        costs.cost_month,
        sum({{ to_money(to_factor('costs.amount') ~ ' * costs.fx_rate') }}) as ledger_amount
    from {{ ref('core_account_costs') }} as costs
    inner join {{ ref('core_run') }} as run on costs.cost_month <= run.as_of_date
    group by costs.cost_month
),

parts as (
    select
        cost_month,
        coalesce(cogs_direct_amount, 0) + coalesce(cogs_allocated_amount, 0)
        + coalesce(cost_to_serve_direct_amount, 0) + coalesce(cost_to_serve_allocated_amount, 0)
            as cost_amount
    from {{ ref('int_account_month_costs') }}
    union all
    select
        cost_month,
        cost_amount
    from {{ ref('rpt_cost_allocation') }}
    where bucket in ('unallocated', 'unmatched')
),

placed as (
    select
        cost_month,
        sum(cost_amount) as placed_amount
    from parts
    group by cost_month
)

select
    coalesce(ledger.cost_month, placed.cost_month) as cost_month,
    ledger.ledger_amount,
    placed.placed_amount
from ledger
full outer join placed on ledger.cost_month = placed.cost_month
where coalesce(ledger.ledger_amount, 0) <> coalesce(placed.placed_amount, 0)
