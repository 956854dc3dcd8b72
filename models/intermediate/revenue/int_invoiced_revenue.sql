-- What invoices say an account was served for in a month, by charge type: an amount is earned day
-- by day over its service period. Each line is rounded as a running total, so that its months add
-- up to it.
with

served as (
    select
        lines.*,
        months.month_start_date,
        months.month_end_date,
        {{ add_days('lines.service_start_date', -1) }} as day_before_service,
        {{ add_days('months.month_start_date', -1) }} as day_before_month
    from {{ ref('int_invoice_lines') }} as lines
    inner join {{ ref('int_ledger_months') }} as months
        on lines.service_start_date <= months.month_end_date
        and lines.service_end_date >= months.month_start_date
    where lines.account_match = 'matched'
)

select
    account_id,
    charge_type,
    month_start_date,
    cast(sum(
        {{ to_money(service_amount_within('day_before_service', 'month_end_date')) }}
        - {{ to_money(service_amount_within('day_before_service', 'day_before_month')) }}
    ) as {{ t_money() }}) as revenue_amount
from served
group by account_id, charge_type, month_start_date
