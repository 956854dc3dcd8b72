-- What the rules of scope and of account tiers judge: one row per attribute that they name. Tiers
-- stand at the run's day alone. An unknown value has no row; a NAICS code has one for each code
-- that it begins with.
{%- set texts = [
    'industry', 'naics_code', 'country_code', 'region', 'ownership', 'growth_stage',
    'decision_style', 'risk_tolerance', 'digital_maturity', 'regulation_level',
    'lifecycle_stage', 'acquisition_source', 'territory',
] %}

with

params as (
    select * from {{ ref('core_params') }}
),

named_attributes as (
    select
        attribute,
        true as is_scope
    from {{ ref('cfg_scope_rules') }}
    where is_active
    union all
    select attribute, false
    from {{ ref('cfg_account_tier_rules') }}
    union all
    select account_tier_basis, false
    from params
),

attributes as (
    select
        attribute,
        bool_or(is_scope) as is_scope
    from named_attributes
    group by attribute
),

account_values as (
    select
        accounts.as_of_date,
        accounts.account_id,
        attributes.attribute,
        case attributes.attribute
            when 'employee_count' then cast(accounts.employee_count as {{ t_money() }})
            when 'founded_year' then cast(accounts.founded_year as {{ t_money() }})
            when 'annual_revenue_amount'
                then {{ to_money(to_factor('accounts.annual_revenue_amount') ~ ' * fx.rate') }}
        end as attribute_amount,
        lower(trim(case attributes.attribute
            {%- for attribute in texts %}
            when '{{ attribute }}' then accounts.{{ attribute }}
            {%- endfor %}
        end)) as attribute_text
    from {{ ref('int_account_attributes') }} as accounts
    cross join params
    inner join {{ ref('core_run') }} as run on accounts.as_of_date <= run.as_of_date
    inner join attributes on attributes.is_scope or accounts.as_of_date = run.as_of_date
    left join {{ ref('core_fx_intervals') }} as fx
        on {{ rate_holds(
            'fx',
            'coalesce(accounts.annual_revenue_currency, params.reporting_currency)',
            'run.as_of_date'
        ) }}
),

prefixes as (
    select numbers.n as prefix_length
    from {{ number_series(1) }} as numbers
    where numbers.n > 1
)

select
    account_values.as_of_date,
    account_values.account_id,
    account_values.attribute,
    account_values.attribute_amount,
    case
        when prefixes.prefix_length is null then account_values.attribute_text
        else left(account_values.attribute_text, prefixes.prefix_length)
    end as attribute_text
from account_values
left join prefixes
    on account_values.attribute = 'naics_code'
    and length(account_values.attribute_text) >= prefixes.prefix_length
left join {{ ref('cfg_placeholder_values') }} as placeholders
    on account_values.attribute_text = placeholders.placeholder_value
where
    account_values.attribute_amount is not null
    or (account_values.attribute_text <> '' and placeholders.placeholder_value is null)
