-- Whole months by the day of the run for which costs were booked: only over these do margins speak.
with

months as (
    select distinct
        cost_month as month_start_date,
        cast({{ dbt.last_day('cost_month', 'month') }} as date) as month_end_date
    from {{ ref('int_cost_lines') }}
)

select
    months.month_start_date,
    months.month_end_date
from months
inner join {{ ref('core_run') }} as run on months.month_end_date <= run.as_of_date
