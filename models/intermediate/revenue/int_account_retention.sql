-- Each account of a retention cohort: what it paid then, what it pays now, and what it lost on
-- the way. A line without an amount in the window makes a logo of unknown ARR.
with

as_of_dates as (
    select as_of_date, 12 as horizon_months, date_12_months_before as start_date
    from {{ ref('int_as_of_dates') }}
    union all
    select as_of_date, 24, date_24_months_before
    from {{ ref('int_as_of_dates') }}
),

arr_points as (
    select * from {{ ref('int_account_arr_points') }}
),

paths as (
    select * from {{ ref('int_account_arr_paths') }}
),

-- Somewhere in the window a line had no amount: what was kept of the account's ARR is unknown.
unknown_arr as (
    select
        as_of_dates.as_of_date,
        as_of_dates.horizon_months,
        lines.account_id
    from {{ ref('int_recurring_lines') }} as lines
    inner join as_of_dates
        on lines.signed_date <= as_of_dates.as_of_date
        and lines.active_from <= as_of_dates.as_of_date
        and lines.active_to >= as_of_dates.start_date
    where lines.account_match = 'matched' and lines.arr_amount is null
    group by as_of_dates.as_of_date, as_of_dates.horizon_months, lines.account_id
),

cohorts as (
    select
        as_of_dates.as_of_date,
        as_of_dates.horizon_months,
        arr_then.account_id,
        case when unknown_arr.account_id is null then arr_then.arr_amount end as start_arr_amount,
        case when unknown_arr.account_id is null then coalesce(arr_now.arr_amount, 0) end
            as end_arr_amount,
        arr_now.account_id is not null as is_retained_logo,
        cast(case
            when {{ dbt.last_day('as_of_dates.start_date', 'month') }} > as_of_dates.start_date
                then {{ dbt.last_day('as_of_dates.start_date', 'month') }}
            else {{ dbt.last_day(add_months('as_of_dates.start_date', 1), 'month') }}
        end as date) as first_month_end,
        cast({{ dbt.last_day(add_months('as_of_dates.as_of_date', -1), 'month') }} as date)
            as last_month_end
    from as_of_dates
    inner join arr_points as arr_then
        on as_of_dates.as_of_date = arr_then.as_of_date
        and as_of_dates.horizon_months = arr_then.months_before
    left join arr_points as arr_now
        on as_of_dates.as_of_date = arr_now.as_of_date
        and arr_now.months_before = 0
        and arr_then.account_id = arr_now.account_id
    left join unknown_arr
        on as_of_dates.as_of_date = unknown_arr.as_of_date
        and as_of_dates.horizon_months = unknown_arr.horizon_months
        and arr_then.account_id = unknown_arr.account_id
)

select
    cohorts.as_of_date,
    cohorts.horizon_months,
    cohorts.account_id,
    cohorts.is_retained_logo,
    cohorts.start_arr_amount,
    cohorts.end_arr_amount,
    case
        when cohorts.start_arr_amount is not null
            then least(cohorts.start_arr_amount, cohorts.end_arr_amount)
    end as kept_arr_amount,
    case
        when cohorts.start_arr_amount is not null
            then greatest(cohorts.end_arr_amount - cohorts.start_arr_amount, 0)
    end as expansion_amount,
    -- Every step down counts, also one that was made up for later.
    case
        when cohorts.start_arr_amount is not null then greatest(
            cohorts.start_arr_amount
            - greatest(cohorts.start_arr_amount - coalesce(first_month.arr_amount, 0), 0)
            - greatest(
                coalesce(last_month.decrease_to_date_amount, 0)
                - coalesce(first_month.decrease_to_date_amount, 0), 0
            )
            - greatest(coalesce(last_month.arr_amount, 0) - cohorts.end_arr_amount, 0),
            0
        )
    end as kept_arr_by_movement_amount,
    cast(case
        when cohorts.end_arr_amount = 0 then coalesce(pending.pending_renewal_amount, 0)
        else 0
    end as {{ t_money() }}) as pending_renewal_amount
from cohorts
left join paths as first_month
    on cohorts.account_id = first_month.account_id
    and cohorts.as_of_date = first_month.as_of_date
    and cohorts.first_month_end = first_month.month_end_date
left join paths as last_month
    on cohorts.account_id = last_month.account_id
    and cohorts.as_of_date = last_month.as_of_date
    and cohorts.last_month_end = last_month.month_end_date
left join {{ ref('int_pending_renewals') }} as pending
    on cohorts.account_id = pending.account_id
    and cohorts.as_of_date = pending.as_of_date
