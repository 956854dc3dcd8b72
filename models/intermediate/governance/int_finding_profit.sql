-- Findings about who loses money: accounts, and segments that revenue ranks otherwise than margin.
-- Margin is the contribution; where nobody delivers costs of service, the gross margin.
with

run as (
    select * from {{ ref('core_run') }}
),

account_margins as (
    select
        margins.segment_id,
        margins.revenue_amount,
        coalesce(margins.contribution_amount, margins.gross_margin_amount) as margin_amount
    from {{ ref('int_account_margin_windows') }} as margins
    inner join run on margins.as_of_date = run.as_of_date
),

losses as (
    select
        segment_id,
        count(*) as account_count,
        sum(case when margin_amount < 0 then 1 else 0 end) as losing_account_count,
        sum(case when margin_amount < 0 then margin_amount else 0 end) as loss_amount,
        sum(revenue_amount) as revenue_amount
    from account_margins
    where margin_amount is not null
    group by segment_id
),

-- A loss counts that its segment feels, or the whole company.
weighed as (
    select
        losses.*,
        case
            when -losses.loss_amount >= params.loss_segment_share_min * losses.revenue_amount
                then true
            when
                -losses.loss_amount
                >= params.loss_total_share_min * (select sum(revenue_amount) from losses)
                then true
            else false
        end as is_material
    from losses
    cross join {{ ref('core_params') }} as params
    where losses.losing_account_count > 0
),

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
    'account_loses_money' as check_id,
    segment_id as object_id,
    'Accounts with a negative margin: '
    || cast(losing_account_count as {{ dbt.type_string() }})
    || ' of ' || cast(account_count as {{ dbt.type_string() }})
    || '; together: ' || cast(cast(loss_amount as {{ t_money() }}) as {{ dbt.type_string() }})
        as evidence
from weighed
where is_material

union all

select
    'account_loses_little',
    'portfolio',
    'Segments with smaller losses: ' || cast(count(*) as {{ dbt.type_string() }})
    || '; accounts with a negative margin: '
    || cast(sum(losing_account_count) as {{ dbt.type_string() }})
    || '; together: '
    || cast(cast(sum(loss_amount) as {{ t_money() }}) as {{ dbt.type_string() }})
from weighed
where not is_material
having count(*) > 0

union all

select
    'profit_contradicts_revenue',
    ranked.segment_id,
    'Rank by revenue: '
    || cast(cast(ranked.revenue_rank as decimal(9, 1)) as {{ dbt.type_string() }})
    || '; by margin: '
    || cast(cast(ranked.margin_rank as decimal(9, 1)) as {{ dbt.type_string() }})
    || '; segments: ' || cast(ranked.segment_count as {{ dbt.type_string() }})
    || '; margin: ' || cast(ranked.margin_amount as {{ dbt.type_string() }})
from ranked
cross join {{ ref('core_params') }} as params
where
    ranked.segment_count > 1
    and abs(ranked.revenue_rank - ranked.margin_rank) * params.profit_rank_gap_divisor
    >= ranked.segment_count
