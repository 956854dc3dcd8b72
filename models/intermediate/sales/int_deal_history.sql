-- How long, how evenly and how honestly deals have been closing on each as-of date.
with

closed_deals as (
    select
        as_of_dates.as_of_date,
        opportunities.opportunity_id,
        opportunities.status,
        opportunities.created_date,
        opportunities.close_date,
        -- A deal whose source nobody filled in has the source "unknown", not none.
        coalesce(opportunities.lead_source, 'unknown') as lead_source
    from {{ ref('int_opportunities') }} as opportunities
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on opportunities.created_date <= as_of_dates.as_of_date
        and opportunities.close_date <= as_of_dates.as_of_date
    where opportunities.status in ('won', 'lost')
),

sources as (
    select
        as_of_date,
        lead_source,
        max(case status when 'won' then 1 else 0 end) as is_won_source,
        max(case status when 'lost' then 1 else 0 end) as has_lost
    from closed_deals
    group by as_of_date, lead_source
),

source_counts as (
    select
        as_of_date,
        sum(is_won_source) as won_source_count,
        sum(is_won_source * has_lost) as won_source_with_lost_count
    from sources
    group by as_of_date
),

recent_closings as (
    select
        closed_deals.as_of_date,
        {{ whole_months('closed_deals.close_date', 'closed_deals.as_of_date') }} as months_back
    from closed_deals
    cross join {{ ref('core_params') }} as params
    where {{ within_months(
        'closed_deals.close_date', 'closed_deals.as_of_date', 'params.history_months_full'
    ) }}
),

months as (
    select
        as_of_date,
        count(distinct months_back) as closing_month_count
    from recent_closings
    group by as_of_date
),

totals as (
    select
        as_of_date,
        count(*) as closed_deal_count,
        count(distinct created_date) as created_day_count,
        min(close_date) as first_close_date
    from closed_deals
    group by as_of_date
)

select
    as_of_dates.as_of_date,
    coalesce(totals.closed_deal_count, 0) as closed_deal_count,
    coalesce(totals.created_day_count, 0) as created_day_count,
    coalesce(source_counts.won_source_count, 0) as won_source_count,
    coalesce(source_counts.won_source_with_lost_count, 0) as won_source_with_lost_count,
    coalesce(months.closing_month_count, 0) as closing_month_count,
    {{ months_between('totals.first_close_date', 'as_of_dates.as_of_date') }} as history_months,
    totals.first_close_date
from {{ ref('int_as_of_dates') }} as as_of_dates
left join totals on as_of_dates.as_of_date = totals.as_of_date
left join source_counts on as_of_dates.as_of_date = source_counts.as_of_date
left join months on as_of_dates.as_of_date = months.as_of_date
