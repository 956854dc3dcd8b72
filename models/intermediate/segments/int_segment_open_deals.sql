-- New-business deals open on each date, per cell and for the portfolio: how many are qualified, and
-- how many have been open for so long that they may be dead. None is dropped.
with

deals as (
    select
        segments.as_of_date,
        segments.segment_id,
        coalesce(opportunities.qualified_date <= segments.as_of_date, false) as is_qualified,
        {{ dbt.datediff('opportunities.created_date', 'segments.as_of_date', 'day') }}
        > params.stale_open_days as is_stale
    from {{ ref('int_opportunities') }} as opportunities
    cross join {{ ref('core_params') }} as params
    inner join {{ ref('int_account_segments') }} as segments
        on opportunities.account_id = segments.account_id
        and opportunities.created_date <= segments.as_of_date
    where
        opportunities.opportunity_type = 'new'
        and (opportunities.status = 'open' or opportunities.close_date > segments.as_of_date)
),

levels as (
    select as_of_date, segment_id, is_qualified, is_stale from deals
    union all
    select as_of_date, 'portfolio', is_qualified, is_stale from deals
)

select
    as_of_date,
    segment_id,
    count(*) as open_count,
    sum(case when is_qualified then 1 else 0 end) as open_qualified_count,
    sum(case when is_stale then 1 else 0 end) as stale_open_count
from levels
group by as_of_date, segment_id
