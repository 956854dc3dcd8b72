-- Gap-free from each account's first ARR: a month without ARR is a row with zero. An account with a
-- line of unknown amount has no spine: a renewal without its amount is no churn.
with

lines as (
    select * from {{ ref('int_recurring_lines') }}
    where account_match = 'matched' and is_account_arr_known
),

month_ends as (
    select * from {{ ref('int_month_ends') }}
),

account_starts as (
    select
        account_id,
        min(active_from) as first_active_from
    from lines
    group by account_id
),

account_months as (
    select
        account_starts.account_id,
        month_ends.month_end_date
    from account_starts
    inner join month_ends on account_starts.first_active_from <= month_ends.month_end_date
),

active_months as (
    select
        lines.account_id,
        month_ends.month_end_date,
        {{ to_money('sum(lines.arr_amount)') }} as arr_amount
    from lines
    inner join month_ends
        on lines.active_from <= month_ends.month_end_date
        and lines.active_to >= month_ends.month_end_date
    group by lines.account_id, month_ends.month_end_date
),

spine as (
    select
        account_months.account_id,
        account_months.month_end_date,
        coalesce(active_months.arr_amount, 0) as arr_amount
    from account_months
    left join active_months
        on account_months.account_id = active_months.account_id
        and account_months.month_end_date = active_months.month_end_date
),

compared as (
    select
        spine.*,
        lag(arr_amount, 1, 0) over (account_months) as previous_arr_amount,
        lag(month_end_date) over (account_months) as previous_month_end_date
    from spine
    window account_months as (partition by account_id order by month_end_date)
)

select
    account_id,
    arr_amount,
    previous_arr_amount,
    {{ to_money('arr_amount - previous_arr_amount') }} as change_amount,
    sum(case when arr_amount > 0 then 1 else 0 end) over (
        partition by account_id order by month_end_date
        rows between unbounded preceding and current row
    ) as months_with_arr,
    previous_month_end_date,
    month_end_date
from compared
