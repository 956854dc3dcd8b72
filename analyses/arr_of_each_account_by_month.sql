-- ARR of each account at each month end from its first one on. An account's ARR changes only where
-- it has a movement, so the movements hold every month; 0 while it is gone.
with

run as (
    select max(as_of_date) as as_of_date
    from {{ ref('rpt_arr_reconciliation') }}
),

holding as (
    select
        movements.*,
        lead(month_end_date) over (partition by account_id order by month_end_date)
            as next_month_end_date
    from {{ ref('fct_arr_movements') }} as movements
),

month_ends as (
    select
        cast({{ dbt.last_day(add_months('run.as_of_date', '-1 * numbers.n'), 'month') }} as date)
            as month_end_date
    from {{ number_series(3) }} as numbers
    cross join run
)

select
    holding.account_id,
    month_ends.month_end_date,
    holding.arr_amount,
    holding.currency_code
from month_ends
cross join run
inner join holding
    on month_ends.month_end_date >= holding.month_end_date
    and (
        month_ends.month_end_date < holding.next_month_end_date
        or holding.next_month_end_date is null
    )
where month_ends.month_end_date <= run.as_of_date
order by holding.account_id, month_ends.month_end_date
