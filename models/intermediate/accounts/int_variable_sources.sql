-- Whether the entity behind each registered variable is delivered, and how far back the facts of
-- that entity reach: before that day a count of nothing would be a guess.
with

registry as (
    select * from {{ ref('cfg_variable_registry') }}
    where is_active
),

first_facts as (
    select
        registry.source_entity,
        min(facts.fact_date) as first_fact_date
    from {{ ref('int_variable_facts') }} as facts
    inner join registry on facts.variable_name = registry.variable_name
    group by registry.source_entity
)

select
    registry.variable_name,
    coalesce(delivery.is_delivered, false) as is_delivered,
    -- Without a window every fact counts from the beginning, so the first day does not matter.
    case when registry.window_days is not null then first_facts.first_fact_date end
        as first_fact_date,
    registry.window_days
from registry
left join {{ ref('int_source_delivery') }} as delivery
    on registry.source_entity = delivery.entity
left join first_facts on registry.source_entity = first_facts.source_entity
