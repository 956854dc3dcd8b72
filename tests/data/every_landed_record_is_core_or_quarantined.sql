-- For every file: records = records landed + records rejected. For every system and entity that it
-- gives: rows staged + records rejected = rows in core + rows in quarantine, and where the extracts
-- are the entities themselves, records landed = rows staged. No record is lost, none is counted
-- twice. What a connected system gives is never empty without a word; rows that are all refused
-- have theirs from the gate on the quarantined share, with reason, file and line.
{%- set staged = [] -%}
{%- for system, entities in var('connectors').items() -%}
{%- for entity in entities -%}{% do staged.append((system, entity)) %}{%- endfor -%}
{%- endfor %}
with

staged_rows as (
    {%- for system, entity in staged %}
    select
        '{{ system }}' as source_system,
        '{{ entity }}' as entity,
        count(*) as row_count
    from {{ ref('stg_' ~ system ~ '__' ~ entity) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

core_rows as (
    {%- for entity in governed_entities() %}
    select
        source_system,
        '{{ entity }}' as entity,
        count(*) as row_count
    from {{ ref('core_' ~ entity) }}
    group by source_system
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

quarantined_rows as (
    select
        source_system,
        entity,
        count(*) as row_count
    from {{ ref('core_quarantine') }}
    group by source_system, entity
),

rejected_rows as (
    select
        entity as landed_entity,
        count(*) as row_count
    from {{ source('landed', 'rejects') }}
    group by entity
),

counts as (
    select
        staged_rows.source_system,
        staged_rows.entity,
        staged_rows.row_count as staged_row_count,
        coalesce(core_rows.row_count, 0) as core_row_count,
        coalesce(quarantined_rows.row_count, 0) as quarantined_row_count,
        coalesce(rejected_rows.row_count, 0) as rejected_row_count,
        coalesce(files.counted_record_count, 0) as counted_record_count,
        coalesce(files.landed_record_count, 0) as landed_record_count,
        coalesce(files.rejected_record_count, 0) as rejected_record_count
    from staged_rows
    left join core_rows
        on staged_rows.source_system = core_rows.source_system
        and staged_rows.entity = core_rows.entity
    left join quarantined_rows
        on staged_rows.source_system = quarantined_rows.source_system
        and staged_rows.entity = quarantined_rows.entity
    left join {{ source('landed', 'feeds') }} as feeds
        on staged_rows.source_system = feeds.source_system and staged_rows.entity = feeds.entity
    left join rejected_rows on feeds.landed_entity = rejected_rows.landed_entity
    left join {{ source('landed', 'files') }} as files on feeds.landed_entity = files.entity
)

select * from counts
where
    counted_record_count <> landed_record_count + rejected_record_count
    or rejected_record_count <> rejected_row_count
    or (source_system = 'files' and landed_record_count <> staged_row_count)
    or staged_row_count + rejected_row_count <> core_row_count + quarantined_row_count
    or (source_system <> 'files' and staged_row_count + rejected_row_count = 0)
