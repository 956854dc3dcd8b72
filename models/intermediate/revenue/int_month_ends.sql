-- Month ends from the first ARR to the last one that the as-of date has reached, counted back from
-- there: one date far in the past cannot push the present out.
with

run as (
    select * from {{ ref('core_run') }}
),

first_day as (
    select min(active_from) as first_active_from
    from {{ ref('int_recurring_lines') }}
),

month_ends as (
    select
        run.as_of_date,
        cast({{ dbt.last_day(add_months('run.as_of_date', '-1 * numbers.n'), 'month') }} as date)
            as month_end_date
    from {{ number_series(3) }} as numbers
    cross join run
)

select month_ends.month_end_date
from month_ends
cross join first_day
where
    month_ends.month_end_date <= month_ends.as_of_date
    and month_ends.month_end_date >= first_day.first_active_from
