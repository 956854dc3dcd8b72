with

rates as (
    select * from {{ ref('core_fx_rates') }}
),

params as (
    select * from {{ ref('core_params') }}
),

-- A rate holds until the next one, and no longer than its greatest age.
rate_intervals as (
    select
        rates.currency,
        rates.rate_date as valid_from,
        least(
            {{ add_days('rates.rate_date', 'params.fx_rate_max_age_days + 1') }},
            coalesce(
                lead(rates.rate_date) over (partition by rates.currency order by rates.rate_date),
                cast('9999-12-31' as date)
            )
        ) as valid_before,
        rates.rate
    from rates
    cross join params
    where rates.currency <> params.reporting_currency
),

reporting_currency as (
    select
        reporting_currency as currency,
        cast('0001-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_before,
        cast(1 as decimal(24, 8)) as rate
    from params
),

intervals as (
    select * from rate_intervals
    union all
    select * from reporting_currency
)

select
    currency,
    cast(rate as decimal(16, 8)) as rate,
    valid_from,
    valid_before
from intervals
