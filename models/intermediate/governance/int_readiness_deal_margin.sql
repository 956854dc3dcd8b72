-- Whether the median deal won in the window carries the overhead of selling it: its amount times
-- the gross margin ratio of its account's segment, else of the portfolio.
with

margins as (
    select
        as_of_date,
        segment_id,
        {{ safe_divide('gross_margin_amount', 'revenue_amount') }} as gross_margin_ratio
    from {{ ref('int_segment_margins') }}
),

deals as (
    select
        as_of_dates.as_of_date,
        cast(opportunities.amount as {{ t_double() }})
        * coalesce(segment_margins.gross_margin_ratio, portfolio_margins.gross_margin_ratio)
            as margin_amount
    from {{ ref('int_opportunities') }} as opportunities
    cross join {{ ref('core_params') }} as params
    cross join {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('int_account_segments') }} as segments
        on opportunities.account_id = segments.account_id
        and as_of_dates.as_of_date = segments.as_of_date
    left join margins as segment_margins
        on segments.segment_id = segment_margins.segment_id
        and as_of_dates.as_of_date = segment_margins.as_of_date
    left join margins as portfolio_margins
        on as_of_dates.as_of_date = portfolio_margins.as_of_date
        and portfolio_margins.segment_id = 'portfolio'
    where
        opportunities.opportunity_type = 'new'
        and opportunities.status = 'won'
        and {{ within_months(
            'opportunities.close_date', 'as_of_dates.as_of_date', 'params.win_window_months'
        ) }}
),

medians as (
    select
        as_of_dates.as_of_date,
        count(deals.as_of_date) as won_count,
        count(deals.margin_amount) as known_count,
        {{ to_money(
            'percentile_cont(0.5) within group (order by deals.margin_amount)'
        ) }} as median_amount
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join deals on as_of_dates.as_of_date = deals.as_of_date
    group by as_of_dates.as_of_date
)

select
    medians.as_of_date,
    'transactional_model' as check_id,
    'deals' as subject,
    cast(medians.median_amount as {{ t_double() }}) as measured_value,
    medians.known_count as numerator,
    medians.won_count as denominator,
    cast(params.deal_overhead_amount as {{ t_double() }}) as threshold,
    case
        when medians.median_amount is null then 'unknown'
        when medians.median_amount < params.deal_overhead_amount then 'warn'
        else 'pass'
    end as check_status,
    case
        when medians.won_count = 0 then 'no_won_deals'
        when medians.median_amount is null then 'deal_margin_unknown'
        when medians.median_amount < params.deal_overhead_amount then 'too_transactional'
    end as reason
from medians
cross join {{ ref('core_params') }} as params
