-- On each date the buckets sum to the ARR of the accepted lines to the cent, the lines in them
-- are the lines that are active, and rounding moves at most half a cent for each payer.
with

buckets as (
    select
        as_of_date,
        sum(arr_amount) as bucket_sum,
        sum(case when bucket = 'rounding' then abs(arr_amount) else 0 end) as rounding_amount,
        sum(case when bucket <> 'quarantined' then payer_count else 0 end) as payer_count,
        sum(case when bucket <> 'quarantined' then line_count else 0 end) as line_count,
        max(finance_arr_amount) as finance_arr_amount
    from {{ ref('rpt_arr_reconciliation') }}
    group by as_of_date
),

finance as (
    select
        as_of_dates.as_of_date,
        count(lines.contract_line_id) as line_count,
        coalesce({{ to_money('sum(lines.arr_amount)') }}, 0) as arr_amount
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('int_recurring_lines') }} as lines
        on as_of_dates.as_of_date between lines.active_from and lines.active_to
        and as_of_dates.as_of_date >= lines.signed_date
    group by as_of_dates.as_of_date
)

select
    finance.as_of_date,
    finance.arr_amount,
    finance.line_count,
    buckets.bucket_sum,
    buckets.finance_arr_amount,
    buckets.rounding_amount
from finance
left join buckets on finance.as_of_date = buckets.as_of_date
where
    buckets.as_of_date is null
    or buckets.bucket_sum <> finance.arr_amount
    or buckets.finance_arr_amount <> finance.arr_amount
    or buckets.line_count <> finance.line_count
    or buckets.rounding_amount > 0.005 * (buckets.payer_count + 1)
