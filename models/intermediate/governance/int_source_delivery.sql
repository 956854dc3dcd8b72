-- Each governed entity: whether anybody delivers it, where it would be landed, what rests on it.
with

capabilities as (
    select * from {{ ref('core_capabilities') }}
),

delivery as (
    {%- for entity in governed_entities() %}
    select
        '{{ entity }}' as entity,
        has_{{ entity }} as is_delivered
    from capabilities
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    delivery.entity,
    delivery.is_delivered,
    entities.file,
    entities.rests_on_it
from delivery
left join {{ ref('cfg_entities') }} as entities on delivery.entity = entities.entity
