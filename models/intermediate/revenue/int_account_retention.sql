-- Each account of a retention cohort: what it paid then, what it pays now, and what it lost on
-- the way. A line without an amount in the window makes a logo of unknown ARR.
with

windows as (
    select * from {{ ref('int_retention_windows') }}
),

arr_points as (
    select * from {{ ref('int_account_arr_points') }}
),

paths as (
    select * from {{ ref('int_account_arr_paths') }}
),

unknown_arr as (
    select * from {{ ref('int_unknown_arr_windows') }}
),

cohorts as (
    select
        windows.as_of_date,
        windows.horizon_months,
        arr_then.account_id,
        case when unknown_arr.account_id is null then arr_then.arr_amount end as start_arr_amount,
        case when unknown_arr.account_id is null then coalesce(arr_now.arr_amount, 0) end
            as end_arr_amount,
        arr_now.account_id is not null as is_retained_logo,
        cast(case
            when {{ dbt.last_day('windows.start_date', 'month') }} > windows.start_date
                then {{ dbt.last_day('windows.start_date', 'month') }}
            else {{ dbt.last_day(add_months('windows.start_date', 1), 'month') }}
        end as date) as first_month_end,
        cast({{ dbt.last_day(add_months('windows.as_of_date', -1), 'month') }} as date)
            as last_month_end
    from windows
    inner join arr_points as arr_then
        on windows.as_of_date = arr_then.as_of_date
        and windows.horizon_months = arr_then.months_before
    left join arr_points as arr_now
        on windows.as_of_date = arr_now.as_of_date
        and arr_now.months_before = 0
        and arr_then.account_id = arr_now.account_id
    left join unknown_arr
        on windows.as_of_date = unknown_arr.as_of_date
        and windows.horizon_months = unknown_arr.horizon_months
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
        when cohorts.start_arr_amount is not null
            then greatest(
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
