-- Both kill rules on every candidate cell. Shares are of the whole market before any kill, so that
-- a second run kills the same cells.
with

cells as (
    select * from {{ ref('int_cell_opportunities') }}
),

params as (
    select * from {{ ref('core_params') }}
),

-- Where somebody counted the market, its count stands before that of the CRM.
shared as (
    select
        cells.*,
        case when cells.market_account_count is null then 'crm_accounts' else 'market_universe' end
            as addressable_basis,
        case params.addressable_share_basis
            when 'dollars'
                then coalesce(
                        cast(
                            cells.market_account_count
                            * cells.first_year_acv_amount as {{ t_money() }}
                        ),
                        cells.annual_opportunity_amount
                    )
            else cast(
                    coalesce(cells.market_account_count, cells.addressable_account_count)
                    as {{ t_money() }}
                )
        end as addressable_share_numerator
    from cells
    cross join params
),

totalled as (
    select
        shared.*,
        cast(
            sum(case when is_candidate then addressable_share_numerator end)
                over (partition by as_of_date)
            as {{ t_money() }}
        ) as addressable_share_denominator,
        sum(case
            when is_candidate then coalesce(market_account_count, addressable_account_count)
        end) over (partition by as_of_date) as market_size
    from shared
),

judged as (
    select
        totalled.*,
        -- A grid without a classified account has no market; without any ACV it is unknown.
        totalled.is_candidate and coalesce(
            totalled.addressable_share_numerator
            < params.kill_share_min * nullif(totalled.addressable_share_denominator, 0),
            totalled.market_size = 0
        ) as is_share_below_minimum,
        totalled.is_candidate and coalesce(
            totalled.annual_opportunity_amount < params.kill_opportunity_min, false
        ) as is_opportunity_below_minimum
    from totalled
    cross join params
)

select
    judged.*,
    case
        when is_candidate
            then {{ safe_divide('addressable_share_numerator', 'addressable_share_denominator') }}
    end as addressable_share,
    case
        when is_share_below_minimum and is_opportunity_below_minimum
            then 'share_below_minimum, opportunity_below_minimum'
        when is_share_below_minimum then 'share_below_minimum'
        when is_opportunity_below_minimum then 'opportunity_below_minimum'
    end as kill_reasons
from judged
