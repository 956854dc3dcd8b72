-- The dated facts that registered variables count, under the account that they count for. A
-- contact without a day of creation, or a technology without one of detection, was always known.
{%- set contact_columns = ['is_contactable', 'function', 'seniority'] %}
{%- set technology_columns = ['technology', 'category'] %}

with

facts as (
    {%- for column in contact_columns %}
    select
        'contacts' as source_entity,
        '{{ column }}' as source_column,
        account_id,
        cast(created_at as date) as fact_date,
        cast({{ column }} as {{ dbt.type_string() }}) as item,
        cast(null as decimal(20, 4)) as quantity
    from {{ ref('core_contacts') }}
    where is_deleted is not true
    union all
    {%- endfor %}
    {%- for column in technology_columns %}
    select
        'technographics',
        '{{ column }}',
        account_id,
        detected_date,
        {{ column }},
        cast(null as decimal(20, 4))
    from {{ ref('core_technographics') }}
    union all
    {%- endfor %}
    select 'product_usage', 'metric', account_id, usage_date, metric, value
    from {{ ref('core_product_usage') }}
    union all
    select
        'account_history',
        'field_name',
        account_id,
        cast(valid_from as date),
        field_name,
        cast(null as decimal(20, 4))
    from {{ ref('core_account_history') }}
    union all
    -- What a machine sent, or a note, is no touch.
    select
        'activities',
        'activity_type',
        activities.account_id,
        activities.activity_date,
        activities.activity_type,
        cast(null as decimal(20, 4))
    from {{ ref('int_activities') }} as activities
    inner join {{ ref('cfg_activity_types') }} as activity_types
        on lower(trim(activities.activity_type)) = activity_types.activity_type
    where activity_types.is_qualifying and not activities.is_automated
)

select
    registry.variable_name,
    resolution.resolved_account_id as account_id,
    facts.fact_date,
    lower(trim(facts.item)) as item,
    facts.quantity
from facts
inner join {{ ref('cfg_variable_registry') }} as registry
    on facts.source_entity = registry.source_entity
    and facts.source_column = registry.source_column
    and (
        registry.measure = 'presence'
        or registry.source_value is null
        or lower(trim(facts.item)) = registry.source_value
    )
inner join {{ ref('int_account_resolution') }} as resolution
    on facts.account_id = resolution.account_id
left join {{ ref('cfg_placeholder_values') }} as placeholders
    on lower(trim(facts.item)) = placeholders.placeholder_value
where registry.is_active and trim(facts.item) <> '' and placeholders.placeholder_value is null
