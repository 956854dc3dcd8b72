-- What invoices say an account was served for in a month, by charge type: an amount is earned day
-- by day over its service period. Each line is rounded as a running total, so that its months add
-- up to it.
with

lines as (
    select
        invoices.invoice_line_id,
        resolution.resolved_account_id as account_id,
        invoices.charge_type,
        {{ to_factor('invoices.amount') }} * invoices.fx_rate as amount,
        coalesce(invoices.service_start_date, invoices.invoice_date) as first_day,
        coalesce(
            invoices.service_end_date, invoices.service_start_date, invoices.invoice_date
        ) as last_day
    from {{ ref('core_invoices') }} as invoices
    inner join {{ ref('int_account_resolution') }} as resolution
        on invoices.account_id = resolution.account_id
    cross join {{ ref('core_run') }} as run
    where invoices.invoice_date <= run.as_of_date
),

served as (
    select
        lines.account_id,
        lines.charge_type,
        lines.amount,
        months.month_start_date,
        {{ days_through('lines.first_day', 'lines.last_day') }} as service_days,
        {{ days_through(
            'lines.first_day', 'greatest(lines.first_day, months.month_start_date)'
        ) }} - 1 as days_before,
        {{ days_through('lines.first_day', 'least(lines.last_day, months.month_end_date)') }}
            as days_served
    from lines
    inner join {{ ref('int_ledger_months') }} as months
        on lines.first_day <= months.month_end_date
        and lines.last_day >= months.month_start_date
)

select
    account_id,
    charge_type,
    month_start_date,
    cast(sum(
        {{ to_money(safe_divide('amount * days_served', 'service_days')) }}
        - {{ to_money(safe_divide('amount * days_before', 'service_days')) }}
    ) as {{ t_money() }}) as revenue_amount
from served
group by account_id, charge_type, month_start_date
