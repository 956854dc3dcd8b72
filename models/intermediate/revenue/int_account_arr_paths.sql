-- ARR of each cohort account at the month ends between its start and an as-of date, as known on
-- that date: what was signed later changes no past path.
with

as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

cohort_accounts as (
    select
        as_of_date,
        account_id
    from {{ ref('int_account_arr_points') }}
    where months_before > 0
    group by as_of_date, account_id
),

path_days as (
    select
        as_of_dates.as_of_date,
        cohort_accounts.account_id,
        month_ends.month_end_date
    from as_of_dates
    inner join cohort_accounts on as_of_dates.as_of_date = cohort_accounts.as_of_date
    inner join {{ ref('int_month_ends') }} as month_ends
        on as_of_dates.date_24_months_before < month_ends.month_end_date
        and as_of_dates.as_of_date > month_ends.month_end_date
),

path_arr as (
    select
        path_days.as_of_date,
        path_days.account_id,
        path_days.month_end_date,
        coalesce({{ to_money('sum(lines.arr_amount)') }}, 0) as arr_amount
    from path_days
    left join {{ ref('int_recurring_lines') }} as lines
        on path_days.account_id = lines.account_id
        and path_days.as_of_date >= lines.signed_date
        and path_days.month_end_date >= lines.active_from
        and path_days.month_end_date <= lines.active_to
    group by path_days.as_of_date, path_days.account_id, path_days.month_end_date
),

compared as (
    select
        path_arr.*,
        lag(arr_amount) over (
            partition by as_of_date, account_id order by month_end_date
        ) as previous_arr_amount
    from path_arr
)

select
    as_of_date,
    account_id,
    arr_amount,
    cast(sum(case
        when previous_arr_amount > arr_amount then previous_arr_amount - arr_amount
        else 0
    end) over (
        partition by as_of_date, account_id order by month_end_date
        rows between unbounded preceding and current row
    ) as {{ t_money() }}) as decrease_to_date_amount,
    month_end_date
from compared
