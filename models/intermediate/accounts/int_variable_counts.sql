-- What each counted variable was on the days that matter to an account: the as-of dates, and the
-- last day before an outcome began. Facts after the day, and before the variable's window, are
-- not seen. A count of nothing is zero only where the registry says that silence means zero.
with

days as (
    select
        account_id,
        as_of_date as known_until_date
    from {{ ref('int_account_segments') }}
    union distinct
    select
        account_id,
        known_until_date
    from {{ ref('int_variable_outcomes') }}
),

registry as (
    select * from {{ ref('cfg_variable_registry') }}
    where is_active and measure <> 'value'
),

counted as (
    select
        days.account_id,
        days.known_until_date,
        registry.variable_name,
        count(*) as fact_count,
        count(distinct facts.item) as item_count,
        max(case when facts.item = registry.source_value then 1 else 0 end) as has_item,
        {{ rounded(safe_divide('sum(facts.quantity)', 'count(facts.quantity)'), 4, 20) }}
            as mean_quantity
    from days
    inner join {{ ref('int_variable_facts') }} as facts on days.account_id = facts.account_id
    inner join registry on facts.variable_name = registry.variable_name
    where
        case
            when registry.window_days is null
                then facts.fact_date is null or facts.fact_date <= days.known_until_date
            else
                facts.fact_date <= days.known_until_date
                and facts.fact_date
                > {{ add_days('days.known_until_date', '-1 * registry.window_days') }}
        end
    group by days.account_id, days.known_until_date, registry.variable_name
),

known as (
    select
        days.account_id,
        days.known_until_date,
        registry.variable_name,
        registry.measure,
        registry.silence_means,
        {{ unknown_source_reason('sources', 'days.known_until_date') }} as unknown_reason
    from days
    cross join registry
    inner join {{ ref('int_variable_sources') }} as sources
        on registry.variable_name = sources.variable_name
)

select
    known.account_id,
    known.known_until_date,
    known.variable_name,
    case
        when known.unknown_reason is not null then null
        when known.measure = 'presence' and counted.has_item = 1 then 'yes'
        when
            known.measure = 'presence'
            and (counted.has_item = 0 or known.silence_means = 'zero')
            then 'no'
        when counted.fact_count is null and known.silence_means = 'unknown' then null
        when known.measure = 'count'
            then cast(coalesce(counted.fact_count, 0) as {{ dbt.type_string() }})
        when known.measure = 'distinct_count'
            then cast(coalesce(counted.item_count, 0) as {{ dbt.type_string() }})
        when known.measure = 'mean' then cast(counted.mean_quantity as {{ dbt.type_string() }})
    end as counted_value,
    known.unknown_reason
from known
left join counted
    on known.account_id = counted.account_id
    and known.known_until_date = counted.known_until_date
    and known.variable_name = counted.variable_name
