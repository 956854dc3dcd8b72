-- The value of every registered variable on every account in scope, as lower-case text; null where
-- it is empty or a placeholder, or where a count is unknown.
with

accounts as (
    select
        segments.is_customer,
        segments.need_state_id,
        segments.arr_amount,
        accounts.*
    from {{ ref('int_account_segments') }} as segments
    inner join {{ ref('int_account_attributes') }} as accounts
        on segments.account_id = accounts.account_id
        and segments.as_of_date = accounts.as_of_date
),

registry as (
    select * from {{ ref('cfg_variable_registry') }}
    where is_active
),

written as (
    select
        accounts.as_of_date,
        accounts.account_id,
        accounts.arr_amount,
        registry.variable_name,
        registry.eligible_population = 'accounts' or accounts.is_customer as is_eligible,
        lower(trim(case registry.variable_name
            {%- for variable in [
                'industry', 'naics_code', 'country_code', 'region', 'ownership', 'growth_stage',
                'decision_style', 'risk_tolerance', 'digital_maturity', 'regulation_level',
                'lifecycle_stage', 'acquisition_source', 'territory', 'domain',
            ] %}
            when '{{ variable }}' then accounts.{{ variable }}
            {%- endfor %}
            when 'employee_count' then cast(accounts.employee_count as {{ dbt.type_string() }})
            when 'annual_revenue_amount'
                then cast(accounts.annual_revenue_amount as {{ dbt.type_string() }})
            when 'founded_year' then cast(accounts.founded_year as {{ dbt.type_string() }})
            when 'need_state' then nullif(accounts.need_state_id, 'unknown')
            else counts.counted_value
        end)) as written_value
    from accounts
    cross join registry
    left join {{ ref('int_variable_counts') }} as counts
        on accounts.account_id = counts.account_id
        and accounts.as_of_date = counts.known_until_date
        and registry.variable_name = counts.variable_name
)

select
    written.as_of_date,
    written.account_id,
    written.arr_amount,
    written.variable_name,
    written.is_eligible,
    case when placeholders.placeholder_value is null then nullif(written.written_value, '') end
        as variable_value
from written
left join {{ ref('cfg_placeholder_values') }} as placeholders
    on written.written_value = placeholders.placeholder_value
