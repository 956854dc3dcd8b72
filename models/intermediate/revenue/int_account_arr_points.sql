-- ARR on the days that retention compares: each as-of date, and 12 and 24 months before it. One
-- active line without an amount makes the account's ARR unknown.
with

as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

points as (
    select as_of_date, as_of_date as point_date, 0 as months_before from as_of_dates
    union all
    select as_of_date, date_12_months_before, 12 from as_of_dates
    union all
    select as_of_date, date_24_months_before, 24 from as_of_dates
),

-- What was signed after an as-of date was not known on it.
active_lines as (
    select
        points.as_of_date,
        points.months_before,
        points.point_date,
        lines.account_id,
        lines.arr_amount
    from {{ ref('int_recurring_lines') }} as lines
    inner join points
        on lines.signed_date <= points.as_of_date
        and lines.active_from <= points.point_date
        and lines.active_to >= points.point_date
    where lines.account_match = 'matched'
)

select
    as_of_date,
    months_before,
    account_id,
    case when count(*) = count(arr_amount) then {{ to_money('sum(arr_amount)') }} end as arr_amount,
    point_date
from active_lines
group by as_of_date, months_before, account_id, point_date
