with

repairs as (
    select
        value_map.source_system,
        value_map.entity,
        value_map.column_name,
        value_map.raw_value,
        sum(repaired.record_count) as record_count
    from {{ ref('cfg_value_map') }} as value_map
    inner join {{ ref('core_value_repairs') }} as repaired
        on value_map.source_system = repaired.source_system
        and value_map.entity = repaired.entity
        and {{ dbt.position(
            "';' || value_map.column_name || '=' || value_map.raw_value || ';'",
            "';' || repaired.value_repairs"
        ) }} > 0
    group by
        value_map.source_system,
        value_map.entity,
        value_map.column_name,
        value_map.raw_value
)

select
    value_map.source_system,
    value_map.entity,
    value_map.column_name,
    value_map.raw_value,
    run.scoring_run_id,
    value_map.governed_value,
    value_map.reason,
    value_map.owner,
    cast(coalesce(repairs.record_count, 0) as bigint) as repaired_record_count,
    run.as_of_date
from {{ ref('cfg_value_map') }} as value_map
cross join {{ ref('core_run') }} as run
left join repairs
    on value_map.source_system = repairs.source_system
    and value_map.entity = repairs.entity
    and value_map.column_name = repairs.column_name
    and value_map.raw_value = repairs.raw_value
