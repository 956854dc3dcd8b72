-- A finding for each segment that margin ranks otherwise than revenue. Margin is the contribution;
-- where nobody delivers costs of service, the gross margin.
with

segments as (
    select
        margins.as_of_date,
        margins.segment_id,
        margins.revenue_amount,
        coalesce(margins.contribution_amount, margins.gross_margin_amount) as margin_amount
    from {{ ref('int_segment_margins') }} as margins
    inner join {{ ref('rpt_tier_matrix') }} as tiers
        on margins.segment_id = tiers.segment_id
        and margins.as_of_date = tiers.as_of_date
    where margins.revenue_amount is not null and margins.gross_margin_amount is not null
),

ranked as (
    select
        segment_id,
        margin_amount,
        {{ average_rank('revenue_amount', 'as_of_date') }} as revenue_rank,
        {{ average_rank('margin_amount', 'as_of_date') }} as margin_rank,
        count(*) over () as segment_count
    from segments
)

select
    'profit_contradicts_revenue' as check_id,
    ranked.segment_id as object_id,
    'Rank by revenue: '
    || cast({{ rounded('ranked.revenue_rank', 1) }} as {{ dbt.type_string() }})
    || '; by margin: '
    || cast({{ rounded('ranked.margin_rank', 1) }} as {{ dbt.type_string() }})
    || '; segments: ' || cast(ranked.segment_count as {{ dbt.type_string() }})
    || '; margin: ' || cast(ranked.margin_amount as {{ dbt.type_string() }}) as evidence
from ranked
cross join {{ ref('core_params') }} as params
where
    ranked.segment_count > 1
    and abs(ranked.revenue_rank - ranked.margin_rank) * params.profit_rank_gap_divisor
    >= ranked.segment_count
