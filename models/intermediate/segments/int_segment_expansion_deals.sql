-- Expansion deals won in the retention window by accounts of the cohort, and the first-year ACV
-- that it started from, per cell: what stands in for expansion where finance shares no revenue.
with

cohort as (
    select
        segments.as_of_date,
        segments.segment_id,
        retention.account_id,
        retention.horizon_months
    from {{ ref('int_account_retention') }} as retention
    inner join {{ ref('int_account_segments') }} as segments
        on retention.account_id = segments.account_id
        and retention.as_of_date = segments.as_of_date
    where retention.horizon_months = 24
),

won as (
    select
        cohort.as_of_date,
        cohort.segment_id,
        sum(opportunities.amount) as expansion_won_amount
    from cohort
    inner join {{ ref('int_opportunities') }} as opportunities
        on cohort.account_id = opportunities.account_id
    where
        opportunities.opportunity_type = 'expansion'
        and opportunities.status = 'won'
        and {{ within_months(
            'opportunities.close_date', 'cohort.as_of_date', 'cohort.horizon_months'
        ) }}
    group by cohort.as_of_date, cohort.segment_id
),

started as (
    select
        cohort.as_of_date,
        cohort.segment_id,
        sum(acv.first_year_acv_amount) as starting_acv_amount
    from cohort
    inner join {{ ref('int_account_first_year_acv') }} as acv
        on cohort.as_of_date = acv.as_of_date
        and cohort.account_id = acv.account_id
    where acv.acv_source = 'won_opportunity'
    group by cohort.as_of_date, cohort.segment_id
)

select
    won.as_of_date,
    won.segment_id,
    won.expansion_won_amount,
    started.starting_acv_amount
from won
inner join started
    on won.as_of_date = started.as_of_date
    and won.segment_id = started.segment_id
