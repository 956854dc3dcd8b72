-- Every candidate cell, quarter of creation and number of months that is followed: the rows that
-- have to be there, whether anything was created or not.
with

run as (
    select * from {{ ref('core_run') }}
),

params as (
    select * from {{ ref('core_params') }}
),

quarters as (
    select
        {{ add_months(
            "cast(" ~ dbt.date_trunc('quarter', 'run.as_of_date') ~ " as date)", '-3 * numbers.n'
        ) }} as created_quarter_date
    from {{ number_series(2) }} as numbers
    cross join run
    cross join params
    where numbers.n < params.win_cohort_quarters
),

months as (
    select numbers.n as months_since_created
    from {{ number_series(2) }} as numbers
    cross join params
    where numbers.n between 1 and params.win_cohort_months
)

select
    segments.segment_id,
    quarters.created_quarter_date,
    months.months_since_created
from {{ ref('int_segments') }} as segments
inner join run on segments.as_of_date = run.as_of_date
cross join quarters
cross join months
where segments.is_candidate
