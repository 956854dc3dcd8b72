-- The raw components of the composite score, one row per surviving segment and component. A
-- missing one takes the portfolio's value and is marked.
with

surviving as (
    select
        grid.as_of_date,
        grid.segment_id,
        grid.addressable_account_count * factors.first_year_acv_amount as addressable_revenue,
        grid.addressable_account_count * portfolio_acv.mean_amount
            as addressable_revenue_at_portfolio_acv,
        wins.won_count,
        wins.closed_count,
        wins.median_cycle_days,
        case params.expansion_window_months when 12 then factors.nrr_12m else factors.nrr_24m end
            as nrr,
        portfolio_wins.won_count as portfolio_won_count,
        portfolio_wins.closed_count as portfolio_closed_count,
        portfolio_wins.median_cycle_days as portfolio_cycle_days,
        portfolio_retention.nrr as portfolio_nrr
    from {{ ref('int_segment_grid') }} as grid
    cross join {{ ref('core_params') }} as params
    inner join {{ ref('int_segment_factors') }} as factors
        on grid.as_of_date = factors.as_of_date
        and grid.segment_id = factors.segment_id
    left join {{ ref('int_segment_acv') }} as portfolio_acv
        on grid.as_of_date = portfolio_acv.as_of_date
        and portfolio_acv.level_name = 'portfolio'
    left join {{ ref('int_segment_wins') }} as wins
        on grid.as_of_date = wins.as_of_date
        and grid.segment_id = wins.segment_id
    left join {{ ref('int_segment_wins') }} as portfolio_wins
        on grid.as_of_date = portfolio_wins.as_of_date
        and portfolio_wins.segment_id = 'portfolio'
    left join {{ ref('int_segment_retention') }} as portfolio_retention
        on grid.as_of_date = portfolio_retention.as_of_date
        and portfolio_retention.segment_id = 'portfolio'
        and params.expansion_window_months = portfolio_retention.horizon_months
    where grid.cell_status = 'surviving'
),

components as (
    select
        as_of_date,
        segment_id,
        'addressable_revenue' as component,
        cast(addressable_revenue as {{ t_double() }}) as own_value,
        cast(addressable_revenue_at_portfolio_acv as {{ t_double() }}) as portfolio_value
    from surviving
    union all
    select
        as_of_date,
        segment_id,
        'win_rate',
        {{ safe_divide('won_count', 'closed_count') }},
        {{ safe_divide('portfolio_won_count', 'portfolio_closed_count') }}
    from surviving
    union all
    select as_of_date, segment_id, 'velocity', median_cycle_days, portfolio_cycle_days
    from surviving
    union all
    select as_of_date, segment_id, 'expansion', nrr, portfolio_nrr
    from surviving
)

select
    components.as_of_date,
    components.segment_id,
    components.component,
    weights.component_label,
    weights.direction,
    weights.scale,
    weights.weight as configured_weight,
    coalesce(components.own_value, components.portfolio_value) as raw_value,
    components.own_value is null and components.portfolio_value is not null as is_imputed
from components
inner join {{ ref('cfg_score_weights') }} as weights on components.component = weights.component
