-- ARR per bucket on each as-of date: how many pay, on how many lines, how much, and what another
-- exchange rate would change.
with

lines as (
    select * from {{ ref('int_arr_lines_by_bucket') }}
),

-- Amounts are rounded once for each account, as everywhere; lines of no account one by one.
payers as (
    select
        as_of_date,
        bucket,
        coalesce(account_id, contract_line_id) as payer_id,
        count(*) as line_count,
        {{ to_money('sum(arr_amount)') }} as arr_amount,
        sum(arr_at_as_of_rate_amount - arr_amount) as fx_effect_amount
    from lines
    group by as_of_date, bucket, coalesce(account_id, contract_line_id)
)

select
    as_of_date,
    bucket,
    count(*) as payer_count,
    sum(line_count) as line_count,
    cast(sum(arr_amount) as {{ t_money() }}) as arr_amount,
    {{ to_money('sum(fx_effect_amount)') }} as fx_effect_amount
from payers
group by as_of_date, bucket
