-- Expansion deals won in the retention window by accounts of the cohort, per cell: what stands in
-- for expansion where finance shares no revenue.
select
    segments.as_of_date,
    segments.segment_id,
    sum(opportunities.amount) as expansion_won_amount
from {{ ref('int_account_retention') }} as retention
inner join {{ ref('int_account_segments') }} as segments
    on retention.account_id = segments.account_id
    and retention.as_of_date = segments.as_of_date
inner join {{ ref('int_opportunities') }} as opportunities
    on retention.account_id = opportunities.account_id
where
    retention.horizon_months = 24
    and opportunities.opportunity_type = 'expansion'
    and opportunities.status = 'won'
    and {{ within_months(
        'opportunities.close_date', 'retention.as_of_date', 'retention.horizon_months'
    ) }}
group by segments.as_of_date, segments.segment_id
