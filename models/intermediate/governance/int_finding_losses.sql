-- Findings about accounts that lose money: one for each segment where it matters, one for the rest.
-- Margin is the contribution; where nobody delivers costs of service, the gross margin.
with

account_margins as (
    select
        margins.segment_id,
        margins.revenue_amount,
        coalesce(margins.contribution_amount, margins.gross_margin_amount) as margin_amount
    from {{ ref('int_account_margin_windows') }} as margins
    inner join {{ ref('core_run') }} as run on margins.as_of_date = run.as_of_date
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

portfolio as (
    select sum(revenue_amount) as revenue_amount from losses
),

-- A loss matters that its segment feels, or the whole company.
weighed as (
    select
        losses.*,
        -losses.loss_amount >= params.loss_segment_share_min * losses.revenue_amount
        or -losses.loss_amount >= params.loss_total_share_min * portfolio.revenue_amount
            as is_material
    from losses
    cross join portfolio
    cross join {{ ref('core_params') }} as params
    where losses.losing_account_count > 0
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
