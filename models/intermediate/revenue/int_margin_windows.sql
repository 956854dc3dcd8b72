-- The ledger's months among the twelve whole months before each as-of date: revenue and costs are
-- compared over the same months, also where the books of the last one are not closed.
with

as_of_dates as (
    select
        as_of_date,
        {{ add_months(
            'cast(' ~ dbt.date_trunc('month', add_days('as_of_date', 1)) ~ ' as date)', -12
        ) }} as first_month_date
    from {{ ref('int_as_of_dates') }}
)

select
    as_of_dates.as_of_date,
    months.month_start_date,
    count(*) over (partition by as_of_dates.as_of_date) as month_count
from as_of_dates
inner join {{ ref('int_ledger_months') }} as months
    on as_of_dates.first_month_date <= months.month_start_date
    and as_of_dates.as_of_date >= months.month_end_date
