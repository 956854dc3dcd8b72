-- Whether finance's rows are there, dated and whole on each as-of date.
with

params as (
    select * from {{ ref('core_params') }}
),

lines as (
    select
        as_of_dates.as_of_date,
        count(recurring.contract_line_id) as line_count,
        count(recurring.arr_amount) as known_line_count,
        max(recurring.signed_date) as newest_date
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('int_recurring_lines') }} as recurring
        on as_of_dates.as_of_date >= recurring.signed_date
    group by as_of_dates.as_of_date
),

invoices as (
    select
        as_of_dates.as_of_date,
        count(invoiced.invoice_line_id) as invoice_count,
        max(invoiced.invoice_date) as newest_date
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('core_invoices') }} as invoiced
        on as_of_dates.as_of_date >= invoiced.invoice_date
    group by as_of_dates.as_of_date
),

finance as (
    select
        lines.as_of_date,
        capabilities.has_contract_lines or capabilities.has_invoices as is_present,
        lines.line_count + invoices.invoice_count > 0 as is_dated,
        lines.line_count,
        lines.known_line_count,
        -- Of two days the later one, and the one that is there where the other is not.
        {{ dbt.datediff(
            'greatest(lines.newest_date, invoices.newest_date)', 'lines.as_of_date', 'day'
        ) }} as age_days
    from lines
    inner join invoices on lines.as_of_date = invoices.as_of_date
    cross join {{ ref('core_capabilities') }} as capabilities
)

select
    finance.as_of_date,
    'finance_export' as check_id,
    'finance' as subject,
    cast(finance.age_days as {{ t_double() }}) as measured_value,
    finance.known_line_count as numerator,
    finance.line_count as denominator,
    cast(params.finance_export_age_max_days as {{ t_double() }}) as threshold,
    case
        when not finance.is_present then 'fail'
        when not finance.is_dated or finance.age_days > params.finance_export_age_max_days
            or finance.known_line_count < finance.line_count then 'warn'
        else 'pass'
    end as check_status,
    case
        when not finance.is_present then 'source_not_delivered'
        when not finance.is_dated then 'no_rows_by_then'
        when finance.age_days > params.finance_export_age_max_days then 'newest_row_too_old'
        when finance.known_line_count < finance.line_count then 'amount_not_shared'
    end as reason
from finance
cross join params
