-- The raw components of the composite score, one row per surviving segment and component. Rates,
-- ACV and expansion are shrunken; a component that the segment does not have wears the common
-- value and is marked.
with

params as (
    select * from {{ ref('core_params') }}
),

surviving as (
    select * from {{ ref('int_segment_grid') }}
    where cell_status in ('surviving', 'provisional')
),

shrunk as (
    select
        shrunk.as_of_date,
        shrunk.segment_id,
        case shrunk.metric_id
            when 'first_year_acv' then 'addressable_revenue'
            when 'win_rate_count' then 'win_rate'
            when 'nrr' then 'expansion'
        end as component,
        shrunk.shrunken_value,
        shrunk.is_imputed
    from {{ ref('int_segment_shrunk_metrics') }} as shrunk
    cross join params
    where
        (shrunk.metric_id = 'nrr' and shrunk.window_months = params.expansion_window_months)
        or (shrunk.metric_id = 'win_rate_count' and shrunk.basis = 'new_business')
        or shrunk.metric_id = 'first_year_acv'
),

components as (
    select
        surviving.as_of_date,
        surviving.segment_id,
        weights.component,
        weights.component_label,
        weights.direction,
        weights.scale,
        weights.weight as configured_weight,
        case weights.component
            when 'velocity' then coalesce(wins.median_cycle_days, portfolio_wins.median_cycle_days)
            when 'addressable_revenue'
                then surviving.revenue_account_count
                    * cast(coalesce(
                        factors.run_rate_amount, {{ to_money('shrunk.shrunken_value') }}
                    ) as {{ t_double() }})
            else shrunk.shrunken_value
        end as raw_value,
        case weights.component
            when 'velocity' then wins.median_cycle_days is null
            when 'addressable_revenue'
                then shrunk.is_imputed and factors.run_rate_amount is null
            else shrunk.is_imputed
        end as is_imputed
    from surviving
    cross join {{ ref('cfg_score_weights') }} as weights
    left join shrunk
        on surviving.as_of_date = shrunk.as_of_date
        and surviving.segment_id = shrunk.segment_id
        and weights.component = shrunk.component
    left join {{ ref('int_segment_clv_factors') }} as factors
        on surviving.as_of_date = factors.as_of_date
        and surviving.segment_id = factors.segment_id
    left join {{ ref('int_segment_wins') }} as wins
        on surviving.as_of_date = wins.as_of_date
        and surviving.segment_id = wins.segment_id
        and wins.basis = 'new_business'
    left join {{ ref('int_segment_wins') }} as portfolio_wins
        on surviving.as_of_date = portfolio_wins.as_of_date
        and portfolio_wins.segment_id = 'portfolio'
        and portfolio_wins.basis = 'new_business'
    where weights.component in ('addressable_revenue', 'win_rate', 'velocity', 'expansion')
)

select
    as_of_date,
    segment_id,
    component,
    component_label,
    direction,
    scale,
    configured_weight,
    raw_value,
    is_imputed and raw_value is not null as is_imputed
from components
