-- What each cell of the grid could bring in a year: its addressable accounts at the first-year ACV
-- of the cell, shrunken, or of its band or of the portfolio where nothing smaller was measured.
with

cells as (
    select * from {{ ref('int_segments') }}
),

acv as (
    select * from {{ ref('int_segment_acv') }}
),

cell_acv as (
    select
        as_of_date,
        segment_id,
        {{ to_money('shrunken_value') }} as first_year_acv_amount
    from {{ ref('int_segment_shrunk_metrics') }}
    where metric_id = 'first_year_acv' and not is_imputed
    union all
    select as_of_date, level_id, mean_amount
    from acv
    where level_name = 'segment' and acv_source = 'run_rate'
),

valued as (
    select
        cells.*,
        coalesce(cell_acv.first_year_acv_amount, band_acv.mean_amount, portfolio_acv.mean_amount)
            as first_year_acv_amount,
        case
            when cell_acv.first_year_acv_amount is not null then 'cell'
            when band_acv.mean_amount is not null then 'band'
            when portfolio_acv.mean_amount is not null then 'portfolio'
        end as acv_level
    from cells
    left join cell_acv
        on cells.as_of_date = cell_acv.as_of_date
        and cells.segment_id = cell_acv.segment_id
    left join acv as band_acv
        on cells.as_of_date = band_acv.as_of_date
        and cells.firmographic_band_id = band_acv.level_id
        and band_acv.level_name = 'band'
    left join acv as portfolio_acv
        on cells.as_of_date = portfolio_acv.as_of_date
        and portfolio_acv.level_name = 'portfolio'
)

select
    valued.*,
    accounts.account_count,
    accounts.addressable_account_count,
    accounts.addressable_prospect_count,
    accounts.viable_account_count,
    accounts.customer_account_count,
    accounts.prospect_account_count,
    accounts.arr_amount,
    accounts.known_arr_amount,
    accounts.arr_unknown_account_count,
    universe.market_account_count,
    accounts.arr_null_reason,
    cast(accounts.addressable_account_count * valued.first_year_acv_amount as {{ t_money() }})
        as annual_opportunity_amount
from valued
inner join {{ ref('int_segment_accounts') }} as accounts
    on valued.as_of_date = accounts.as_of_date
    and valued.segment_id = accounts.segment_id
left join {{ ref('int_market_universe') }} as universe
    on valued.as_of_date = universe.as_of_date
    and valued.segment_id = universe.segment_id
