-- The band of each account on the one basis in use, by its attributes on each as-of date.
with

params as (
    select * from {{ ref('core_params') }}
),

run as (
    select * from {{ ref('core_run') }}
),

bands as (
    select bands.*
    from {{ ref('cfg_firmographic_bands') }} as bands
    inner join params on bands.basis = params.firmographic_basis
),

basis_values as (
    select
        accounts.as_of_date,
        accounts.account_id,
        case params.firmographic_basis
            when 'employee_count' then cast(accounts.employee_count as {{ t_money() }})
            when 'annual_revenue_amount'
                then {{ to_money(to_factor('accounts.annual_revenue_amount') ~ ' * fx.rate') }}
        end as basis_amount,
        case params.firmographic_basis
            when 'industry' then accounts.industry
            when 'region' then accounts.region
            when 'ownership' then accounts.ownership
            when 'country_code' then accounts.country_code
        end as basis_text
    from {{ ref('int_account_attributes') }} as accounts
    cross join params
    cross join run
    left join {{ ref('core_fx_intervals') }} as fx
        on {{ rate_holds(
            'fx',
            'coalesce(accounts.annual_revenue_currency, params.reporting_currency)',
            'run.as_of_date'
        ) }}
),

known_values as (
    select
        basis_values.as_of_date,
        basis_values.account_id,
        basis_values.basis_amount,
        case when placeholders.placeholder_value is null then basis_values.basis_text end
            as basis_text
    from basis_values
    left join {{ ref('cfg_placeholder_values') }} as placeholders
        on lower(trim(basis_values.basis_text)) = placeholders.placeholder_value
),

listed as (
    select
        known_values.as_of_date,
        known_values.account_id,
        known_values.basis_amount,
        coalesce(numeric_band.firmographic_band_id, listed_band.firmographic_band_id)
            as firmographic_band_id,
        known_values.basis_text
    from known_values
    left join bands as numeric_band
        on known_values.basis_amount >= numeric_band.lower_bound
        and (
            numeric_band.upper_bound is null
            or known_values.basis_amount < numeric_band.upper_bound
        )
    -- In any case, as rules of scope compare: "software" is no other industry than "Software".
    left join bands as listed_band
        on lower(trim(known_values.basis_text)) = lower(listed_band.listed_value)
),

-- The band that lists no value takes the values that no band lists.
rest_band as (
    select firmographic_band_id
    from bands
    where lower_bound is null and listed_value is null
)

select
    listed.as_of_date,
    listed.account_id,
    listed.basis_amount,
    listed.basis_text,
    coalesce(
        listed.firmographic_band_id,
        case when listed.basis_text is not null then rest_band.firmographic_band_id end,
        'unbanded'
    ) as firmographic_band_id
from listed
left join rest_band on listed.firmographic_band_id is null
