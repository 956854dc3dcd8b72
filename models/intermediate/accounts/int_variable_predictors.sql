-- What each variable may say about an outcome. A guarded one wears what was known on the last day
-- before the outcome began; where nobody can know that, it says nothing about it. A customer's
-- counts say nothing about the deal that first made it one.
with

run as (
    select * from {{ ref('core_run') }}
),

capabilities as (
    select * from {{ ref('core_capabilities') }}
),

outcomes as (
    select * from {{ ref('int_variable_outcomes') }}
)

select
    outcomes.target,
    outcomes.account_id,
    outcomes.outcome,
    registry.variable_name,
    registry.measure in ('count', 'distinct_count', 'mean')
    or registry.source_column in ('employee_count', 'annual_revenue_amount', 'founded_year')
        as is_number,
    case
        when registry.measure <> 'value' then counts.counted_value
        when past_values.variable_name is not null then past_values.past_value
        else variables.variable_value
    end as variable_value
from outcomes
cross join run
cross join capabilities
inner join {{ ref('int_account_variable_values') }} as variables
    on outcomes.account_id = variables.account_id
    and run.as_of_date = variables.as_of_date
inner join {{ ref('cfg_variable_registry') }} as registry
    on variables.variable_name = registry.variable_name
left join {{ ref('int_variable_counts') }} as counts
    on outcomes.account_id = counts.account_id
    and outcomes.known_until_date = counts.known_until_date
    and registry.variable_name = counts.variable_name
left join {{ ref('int_variable_past_values') }} as past_values
    on outcomes.account_id = past_values.account_id
    and outcomes.known_until_date = past_values.known_until_date
    and registry.variable_name = past_values.variable_name
where
    case
        when registry.leakage_guard = 'none' then true
        when registry.measure = 'value' then capabilities.has_account_history
        else
            counts.unknown_reason is null
            and (registry.eligible_population = 'accounts' or outcomes.target = 'retention')
    end
