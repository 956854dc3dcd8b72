-- Over the buckets of a month and type, costs sum to the ledger to the cent.
select
    cost_month,
    cost_type,
    sum(cost_amount) as bucket_amount,
    max(ledger_amount) as ledger_amount
from {{ ref('rpt_cost_allocation') }}
group by cost_month, cost_type
having sum(cost_amount) <> max(ledger_amount) or min(ledger_amount) <> max(ledger_amount)
