-- Month ends from the first ARR to the last month end that the as-of date has reached.
with

first_day as (
    select min(active_from) as first_active_from
    from {{ ref('int_recurring_lines') }}
),

month_ends as (
    select
        {{ dbt.last_day(add_months('first_day.first_active_from', 'numbers.n'), 'month') }}
            as month_end_date
    from {{ number_series(3) }} as numbers
    cross join first_day
)

select cast(month_ends.month_end_date as date) as month_end_date
from month_ends
inner join {{ ref('core_run') }} as run on month_ends.month_end_date <= run.as_of_date
