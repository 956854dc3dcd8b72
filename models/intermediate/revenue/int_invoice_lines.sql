-- Invoice lines issued by the as-of date, for the account they count for, in the reporting currency
-- of the day of the invoice. What comes again makes a run rate; one-time and services do not.
select
    lines.invoice_line_id,
    resolution.resolved_account_id as account_id,
    case
        when lines.account_id is null then 'unassigned'
        when resolution.resolved_account_id is null then 'unmatched'
        else 'matched'
    end as account_match,
    lines.charge_type,
    cast({{ to_factor('lines.amount') }} * lines.fx_rate as {{ t_exact_money() }}) as amount,
    lines.charge_type in ('recurring', 'usage') as is_run_rate,
    lines.invoice_date,
    coalesce(lines.service_start_date, lines.invoice_date) as service_start_date,
    coalesce(lines.service_end_date, lines.service_start_date, lines.invoice_date)
        as service_end_date
from {{ ref('core_invoices') }} as lines
cross join {{ ref('core_run') }} as run
left join {{ ref('int_account_resolution') }} as resolution
    on lines.account_id = resolution.account_id
where lines.invoice_date <= run.as_of_date
