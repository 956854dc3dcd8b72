-- What was invoiced in the 12 months up to each as-of date by charge type, and whether it is known
-- for whom. Each line is rounded to the cent once, so that every sum of lines ties to finance's.
with

lines as (
    select
        as_of_dates.as_of_date,
        lines.charge_type,
        lines.account_match,
        lines.account_id,
        {{ to_money('lines.amount') }} as amount
    from {{ ref('int_invoice_lines') }} as lines
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on lines.invoice_date > as_of_dates.date_12_months_before
        and lines.invoice_date <= as_of_dates.as_of_date
)

select
    as_of_date,
    charge_type,
    account_match as bucket,
    count(distinct account_id) as account_count,
    count(*) as line_count,
    sum(case when amount < 0 then 1 else 0 end) as credit_line_count,
    cast(sum(case when amount < 0 then 0 else amount end) as {{ t_money() }}) as billed_amount,
    cast(sum(case when amount < 0 then amount else 0 end) as {{ t_money() }}) as credit_amount,
    cast(sum(amount) as {{ t_money() }}) as invoiced_amount
from lines
group by as_of_date, charge_type, account_match
