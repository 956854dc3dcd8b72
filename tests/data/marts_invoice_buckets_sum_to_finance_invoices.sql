-- On each date the buckets of a charge type sum to finance's invoices of the 12 months before it to
-- the cent and hold every accepted line of them once.
with

buckets as (
    select
        as_of_date,
        charge_type,
        sum(line_count) as line_count,
        sum(invoiced_amount) as invoiced_amount,
        max(finance_invoiced_amount) as finance_invoiced_amount
    from {{ ref('rpt_invoice_reconciliation') }}
    where bucket <> 'quarantined' and invoiced_amount is not null
    group by as_of_date, charge_type
),

finance as (
    select
        as_of_dates.as_of_date,
        invoices.charge_type,
        count(*) as line_count,
        sum({{ to_money(to_factor('invoices.amount') ~ ' * invoices.fx_rate') }})
            as invoiced_amount
    from {{ ref('core_invoices') }} as invoices
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on {{ within_months('invoices.invoice_date', 'as_of_dates.as_of_date', '12') }}
    group by as_of_dates.as_of_date, invoices.charge_type
)

select
    coalesce(buckets.as_of_date, finance.as_of_date) as as_of_date,
    coalesce(buckets.charge_type, finance.charge_type) as charge_type,
    buckets.line_count,
    buckets.invoiced_amount,
    buckets.finance_invoiced_amount,
    finance.line_count as finance_line_count,
    finance.invoiced_amount as finance_amount
from buckets
full join finance
    on buckets.as_of_date = finance.as_of_date
    and buckets.charge_type = finance.charge_type
where
    coalesce(buckets.line_count, 0) <> coalesce(finance.line_count, 0)
    or coalesce(buckets.invoiced_amount, 0) <> coalesce(finance.invoiced_amount, 0)
    or buckets.invoiced_amount <> buckets.finance_invoiced_amount
