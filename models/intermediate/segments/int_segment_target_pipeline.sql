-- What was won in each target period so far, and what is open, qualified and expected to close in
-- it. Renewals are no new revenue and not in it.
with

run as (
    select * from {{ ref('core_run') }}
),

segments as (
    select
        segments.account_id,
        segments.segment_id
    from {{ ref('int_account_segments') }} as segments
    inner join run on segments.as_of_date = run.as_of_date
),

deals as (
    select
        segments.segment_id,
        opportunities.amount as won_amount,
        cast(null as {{ t_exact_money() }}) as open_amount,
        0 as open_count,
        opportunities.close_date
    from {{ ref('int_opportunities') }} as opportunities
    inner join segments on opportunities.account_id = segments.account_id
    where
        opportunities.status = 'won'
        and opportunities.opportunity_type in ('new', 'expansion')
    union all
    select
        segments.segment_id,
        cast(null as {{ t_exact_money() }}),
        pipeline.amount,
        1,
        pipeline.close_date
    from {{ ref('int_open_pipeline') }} as pipeline
    inner join segments on pipeline.account_id = segments.account_id
)

select
    periods.segment_id,
    periods.period_start_date,
    periods.period_end_date,
    periods.revenue_target_amount,
    {{ to_money('coalesce(sum(deals.won_amount), 0)') }} as won_amount,
    {{ to_money('coalesce(sum(deals.open_amount), 0)') }} as open_pipeline_amount,
    coalesce(sum(deals.open_count), 0) as open_opportunity_count,
    coalesce(sum(deals.open_count), 0) - count(deals.open_amount) as unpriced_opportunity_count
from {{ ref('int_target_periods') }} as periods
left join deals
    on periods.segment_id = deals.segment_id
    and periods.period_start_date <= deals.close_date
    and periods.period_end_date >= deals.close_date
group by
    periods.segment_id,
    periods.period_start_date,
    periods.period_end_date,
    periods.revenue_target_amount
