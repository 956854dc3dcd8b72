-- The run's day and the quarter ends before it.
with

run as (
    select * from {{ ref('core_run') }}
),

params as (
    select * from {{ ref('core_params') }}
),

quarters_back as (
    select numbers.n as quarters_back
    from {{ number_series(2) }} as numbers
    cross join params
    where numbers.n <= params.history_quarter_ends
),

as_of_dates as (
    select
        quarters_back.quarters_back,
        case
            when quarters_back.quarters_back = 0 then run.as_of_date
            else {{ add_days(
                add_months(
                    "cast(" ~ dbt.date_trunc('quarter', 'run.as_of_date') ~ " as date)",
                    '-3 * (quarters_back.quarters_back - 1)'
                ), -1
            ) }}
        end as as_of_date
    from quarters_back
    cross join run
)

select
    as_of_date,
    quarters_back = 0 as is_current,
    -- Without a history of changes the past wears today's attributes.
    quarters_back > 0 and not capabilities.has_account_history as is_reconstructed,
    {{ add_months('as_of_date', -12) }} as date_12_months_before,
    {{ add_months('as_of_date', -24) }} as date_24_months_before
from as_of_dates
cross join {{ ref('core_capabilities') }} as capabilities
