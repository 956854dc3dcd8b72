-- The calendar quarter up to the run's day, and the last full one before it.
with

run as (
    select
        as_of_date,
        cast({{ dbt.date_trunc('quarter', 'as_of_date') }} as date) as quarter_start_date
    from {{ ref('core_run') }}
)

select
    'quarter_to_date' as period_type,
    quarter_start_date as period_start_date,
    as_of_date as period_end_date
from run
union all
select
    'previous_quarter',
    {{ add_months('quarter_start_date', -3) }},
    {{ add_days('quarter_start_date', -1) }}
from run
