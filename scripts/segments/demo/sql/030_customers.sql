-- One row per account that ever signed, with the terms of its first contract.
-- The slice of the cell decides when: opening base, middle of the history, last 24 months, never.
create table customers as
with

sliced as (
    select
        account_plan.account_no,
        account_plan.kind,
        account_plan.size_quantile,
        account_plan.slice,
        cells.*,
        parameters.* exclude (accounts),
        case
            when slice < opening_share then 'opening'
            when slice < opening_share + middle_share then 'middle'
            when slice < opening_share + middle_share + recent_share then 'recent'
            else 'prospect'
        end as arrival,
        uniform(seed, 'account', account_no, 'country') as country_draw,
        uniform(seed, 'account', account_no, 'style') as style_draw,
        uniform(seed, 'account', account_no, 'term') as term_draw,
        uniform(seed, 'account', account_no, 'period') as period_draw,
        uniform(seed, 'account', account_no, 'signed') as signed_draw
    from account_plan
    inner join cells on account_plan.cell_no = cells.cell_no
    cross join parameters
    where account_plan.kind <> 'merged'
),

styled as (
    select
        *,
        case
            when country_draw < 0.56 then 'US'
            when country_draw < 0.62 then 'CA'
            when country_draw < 0.74 then 'GB'
            when country_draw < 0.86 then 'DE'
            when country_draw < 0.93 then 'FR'
            when country_draw < 0.97 then 'NL'
            else 'ES'
        end as country_code,
        case
            when style_draw < evergreen_share then 'evergreen'
            when style_draw < evergreen_share + 0.14 then 'auto_renewing'
            when style_draw < evergreen_share + 0.14 + short_term_share and arrival <> 'opening'
                then 'short'
            else 'fixed'
        end as contract_style,
        case arrival
            when 'opening' then slice / opening_share
            when 'middle' then (slice - opening_share) / middle_share
            when 'recent' then (slice - opening_share - middle_share) / recent_share
        end as arrival_share
    from sliced
),

priced as (
    select
        *,
        case
            when contract_style = 'short' then 3
            when contract_style <> 'fixed' or term_draw < 0.55 then 12
            when term_draw < 0.78 then 24
            else 36
        end as term_months,
        case
            when country_code in ('US', 'CA') then 'USD'
            when country_code = 'GB' then 'GBP'
            else 'EUR'
        end as currency,
        case arrival
            when 'opening' then add_days(history_start, -6 - arrival_share * 385)
            when 'middle'
                then add_days(
                    history_start, arrival_share * greatest(window_start - 40 - history_start, 0)
                )
            when 'recent'
                then add_days(window_start, 1 + arrival_share * (as_of - window_start - 2))
        end as first_signed_date,
        -- Older contracts were cheaper; the median is set so that the mean is the planted value.
        first_year_acv * exp(size_sigma * standard_normal(size_quantile) - size_sigma ** 2 / 2)
        * case arrival when 'opening' then 0.86 when 'middle' then 0.93 else 1.0 end
            as deal_amount
    from styled
)

select
    account_no,
    kind,
    cell_no,
    seed,
    arrival,
    country_code,
    currency,
    contract_style,
    term_months,
    contract_style = 'fixed' and term_months >= 24
    and uniform(seed, 'account', account_no, 'ramp') < 0.4 as is_ramp,
    uniform(seed, 'account', account_no, 'module') < 0.3 as has_module,
    uniform(seed, 'account', account_no, 'usage') < 0.08 as has_usage,
    case
        when contract_style = 'evergreen' or period_draw < 0.22 then 'month'
        when period_draw < 0.34 then 'quarter'
        when period_draw < 0.82 then 'year'
        else 'term'
    end as amount_period,
    first_signed_date,
    add_days(first_signed_date, signed_draw * 30) as first_start_date,
    list_price(deal_amount) as first_amount,
    annual_churn,
    expansion_rate,
    expansion_size,
    downgrade_rate,
    as_of,
    history_start
from priced;
