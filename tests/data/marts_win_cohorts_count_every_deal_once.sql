-- Each new-business opportunity of a quarter that is followed is in one segment or counted outside,
-- and what was won within more months is never less.
with

cohorts as (
    select
        created_quarter_date,
        sum(created_count) + max(unsegmented_created_count) + max(no_account_created_count)
            as cohort_count
    from {{ ref('fct_segment_win_cohort') }}
    where months_since_created = 1
    group by created_quarter_date
),

opportunities as (
    select
        cast({{ dbt.date_trunc('quarter', 'created_date') }} as date) as created_quarter_date,
        count(*) as opportunity_count
    from {{ ref('int_opportunities') }}
    where opportunity_type = 'new'
    group by cast({{ dbt.date_trunc('quarter', 'created_date') }} as date)
),

shrinking as (
    select
        created_quarter_date,
        won_count - lag(won_count) over (
            partition by segment_id, created_quarter_date order by months_since_created
        ) as added_count
    from {{ ref('fct_segment_win_cohort') }}
)

select
    cohorts.created_quarter_date,
    cohorts.cohort_count - coalesce(opportunities.opportunity_count, 0) as difference
from cohorts
left join opportunities on cohorts.created_quarter_date = opportunities.created_quarter_date
where cohorts.cohort_count <> coalesce(opportunities.opportunity_count, 0)

union all

select
    created_quarter_date,
    added_count
from shrinking
where added_count < 0
