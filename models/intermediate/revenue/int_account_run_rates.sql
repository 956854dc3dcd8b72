-- Accounts that paid for what comes again in the 12 months up to an as-of date, and what they pay
-- in a year: those 12 months, or 4 times the last 3 where the account's first service is younger.
with

seen_lines as (
    select
        lines.*,
        as_of_dates.as_of_date,
        as_of_dates.date_12_months_before,
        {{ add_months('as_of_dates.as_of_date', -3) }} as date_3_months_before
    from {{ ref('int_invoice_lines') }} as lines
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on lines.invoice_date <= as_of_dates.as_of_date
    where lines.is_run_rate and lines.account_match = 'matched'
),

summed as (
    select
        as_of_date,
        account_id,
        sum({{ service_amount_within('date_12_months_before', 'as_of_date') }})
            as amount_12_months,
        sum({{ service_amount_within('date_3_months_before', 'as_of_date') }}) as amount_3_months,
        min(service_start_date) > {{ add_days('date_12_months_before', 1) }} as is_annualised
    from seen_lines
    group by as_of_date, account_id, date_12_months_before
)

select
    as_of_date,
    account_id,
    {{ to_money('amount_12_months') }} as trailing_12_months_amount,
    {{ to_money(
        'case when is_annualised then greatest(4 * amount_3_months, 0) else amount_12_months end'
    ) }} as run_rate_amount,
    is_annualised
from summed
where amount_12_months > 0
