-- Both kill rules on every candidate cell. Shares are of all classified accounts before any kill,
-- so that a second run kills the same cells.
with

cells as (
    select
        segments.*,
        accounts.account_count,
        accounts.addressable_account_count,
        accounts.viable_account_count,
        accounts.customer_account_count,
        accounts.prospect_account_count,
        accounts.arr_amount
    from {{ ref('int_segments') }} as segments
    inner join {{ ref('int_segment_accounts') }} as accounts
        on segments.as_of_date = accounts.as_of_date
        and segments.segment_id = accounts.segment_id
),

valued as (
    select
        cells.*,
        coalesce(cell_acv.mean_amount, band_acv.mean_amount, portfolio_acv.mean_amount)
            as first_year_acv_amount,
        case
            when cell_acv.mean_amount is not null then 'cell'
            when band_acv.mean_amount is not null then 'band'
            when portfolio_acv.mean_amount is not null then 'portfolio'
        end as acv_level
    from cells
    left join {{ ref('int_segment_acv') }} as cell_acv
        on cells.as_of_date = cell_acv.as_of_date
        and cells.segment_id = cell_acv.level_id
        and cell_acv.level_name = 'segment'
    left join {{ ref('int_segment_acv') }} as band_acv
        on cells.as_of_date = band_acv.as_of_date
        and cells.firmographic_band_id = band_acv.level_id
        and band_acv.level_name = 'band'
    left join {{ ref('int_segment_acv') }} as portfolio_acv
        on cells.as_of_date = portfolio_acv.as_of_date
        and portfolio_acv.level_name = 'portfolio'
),

shared as (
    select
        valued.*,
        cast(addressable_account_count * first_year_acv_amount as {{ t_money() }})
            as annual_opportunity_amount,
        cast(case params.addressable_share_basis
            when 'dollars' then addressable_account_count * first_year_acv_amount
            else addressable_account_count
        end as {{ t_money() }}) as addressable_share_numerator
    from valued
    cross join {{ ref('core_params') }} as params
),

totalled as (
    select
        shared.*,
        cast(sum(case when is_candidate then addressable_share_numerator end)
            over (partition by as_of_date) as {{ t_money() }}) as addressable_share_denominator
    from shared
),

judged as (
    select
        totalled.*,
        is_candidate and coalesce(
            coalesce(addressable_share_numerator, 0)
            < params.kill_share_min * nullif(addressable_share_denominator, 0), true
        ) as is_share_below_minimum,
        is_candidate and coalesce(annual_opportunity_amount < params.kill_opportunity_min, false)
            as is_opportunity_below_minimum
    from totalled
    cross join {{ ref('core_params') }} as params
)

select
    judged.*,
    {{ safe_divide('addressable_share_numerator', 'addressable_share_denominator') }} as addressable_share,
    case
        when not is_candidate then 'unclassified'
        when is_share_below_minimum or is_opportunity_below_minimum then 'killed'
        else 'surviving'
    end as cell_status,
    case
        when is_share_below_minimum and is_opportunity_below_minimum
            then 'share_below_minimum, opportunity_below_minimum'
        when is_share_below_minimum then 'share_below_minimum'
        when is_opportunity_below_minimum then 'opportunity_below_minimum'
    end as kill_reasons
from judged
