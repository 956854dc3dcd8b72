-- What the prospects of each candidate cell may be expected to bring in a year: how often accounts
-- of the cell open a new-business deal, how often such deals are won, and what a win is worth.
with

cells as (
    select * from {{ ref('int_cell_opportunities') }}
    where is_candidate
),

deals as (
    select
        segments.as_of_date,
        segments.segment_id,
        count(*) as new_opportunity_count
    from {{ ref('int_opportunities') }} as opportunities
    inner join {{ ref('int_account_segments') }} as segments
        on opportunities.account_id = segments.account_id
        and {{ within_months('opportunities.created_date', 'segments.as_of_date', '12') }}
    where opportunities.opportunity_type = 'new'
    group by segments.as_of_date, segments.segment_id
),

factors as (
    select
        cells.as_of_date,
        cells.segment_id,
        cells.first_year_acv_amount,
        cells.addressable_prospect_count,
        {{ safe_divide('coalesce(deals.new_opportunity_count, 0)', 'cells.account_count') }}
            as opportunities_per_account,
        coalesce(
            {{ safe_divide('own_wins.won_count', 'own_wins.closed_count') }},
            {{ safe_divide('portfolio_wins.won_count', 'portfolio_wins.closed_count') }}
        ) as win_rate
    from cells
    left join deals
        on cells.as_of_date = deals.as_of_date
        and cells.segment_id = deals.segment_id
    left join {{ ref('int_segment_wins') }} as own_wins
        on cells.as_of_date = own_wins.as_of_date
        and cells.segment_id = own_wins.segment_id
        and own_wins.basis = 'new_business'
    left join {{ ref('int_segment_wins') }} as portfolio_wins
        on cells.as_of_date = portfolio_wins.as_of_date
        and portfolio_wins.segment_id = 'portfolio'
        and portfolio_wins.basis = 'new_business'
)

select
    as_of_date,
    segment_id,
    addressable_prospect_count,
    opportunities_per_account,
    win_rate,
    {{ to_money(
        'addressable_prospect_count * opportunities_per_account * win_rate '
        ~ '* cast(first_year_acv_amount as ' ~ t_double() ~ ')'
    ) }} as expected_annual_amount,
    case
        when first_year_acv_amount is null then 'no_first_year_acv'
        when opportunities_per_account is null then 'no_accounts'
        when addressable_prospect_count is null then 'customers_unknown'
        when win_rate is null then 'no_closed_deals'
    end as expected_null_reason
from factors
