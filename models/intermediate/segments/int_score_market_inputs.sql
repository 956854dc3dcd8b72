-- What people assess of a segment's market, as optional components of the composite score. A
-- segment that nobody assessed takes the mean of the others and is marked.
with

surviving as (
    select
        as_of_date,
        segment_id
    from {{ ref('int_segment_grid') }}
    where cell_status in ('surviving', 'provisional')
),

assessed as (
    select
        surviving.as_of_date,
        surviving.segment_id,
        market.component,
        cast(market.component_value as {{ t_double() }}) as component_value
    from surviving
    inner join {{ ref('cfg_segment_market') }} as market
        on surviving.segment_id = market.segment_id
        and surviving.as_of_date >= market.assessed_on
),

means as (
    select
        as_of_date,
        component,
        {{ safe_divide(order_free_sum('component_value'), 'count(*)') }} as mean_value
    from assessed
    group by as_of_date, component
)

select
    surviving.as_of_date,
    surviving.segment_id,
    weights.component,
    weights.component_label,
    weights.direction,
    weights.scale,
    weights.weight as configured_weight,
    coalesce(assessed.component_value, means.mean_value) as raw_value,
    assessed.component_value is null as is_imputed
from surviving
inner join means on surviving.as_of_date = means.as_of_date
inner join {{ ref('cfg_score_weights') }} as weights on means.component = weights.component
left join assessed
    on surviving.as_of_date = assessed.as_of_date
    and surviving.segment_id = assessed.segment_id
    and means.component = assessed.component
