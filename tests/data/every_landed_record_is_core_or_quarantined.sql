-- For every entity: records of the file = records landed + records rejected, records landed =
-- rows staged, rows staged = rows in core + rows refused, and the quarantine holds those refused
-- and those rejected. No record is lost, none is counted twice.
{%- set staged = [] -%}
{%- for system, entities in var('connectors').items() -%}
{%- for entity in entities -%}{% do staged.append((system, entity)) %}{%- endfor -%}
{%- endfor %}
with

staged_rows as (
    {%- for system, entity in staged %}
    select '{{ entity }}' as entity, count(*) as row_count
    from {{ ref('stg_' ~ system ~ '__' ~ entity) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

core_rows as (
    {%- for entity in governed_entities() %}
    select '{{ entity }}' as entity, count(*) as row_count
    from {{ ref('core_' ~ entity) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

quarantined_rows as (
    select
        entity,
        count(*) as row_count
    from {{ ref('core_quarantine') }}
    group by entity
),

rejected_rows as (
    select
        entity,
        count(*) as row_count
    from {{ source('landed', 'rejects') }}
    group by entity
),

counts as (
    select
        files.entity,
        coalesce(files.counted_record_count, 0) as counted_record_count,
        coalesce(files.landed_record_count, 0) as landed_record_count,
        coalesce(files.rejected_record_count, 0) as rejected_record_count,
        coalesce(rejected_rows.row_count, 0) as rejected_row_count,
        coalesce(staged_rows.row_count, 0) as staged_row_count,
        core_rows.row_count as core_row_count,
        coalesce(quarantined_rows.row_count, 0) as quarantined_row_count
    from core_rows
    left join {{ source('landed', 'files') }} as files on core_rows.entity = files.entity
    left join staged_rows on core_rows.entity = staged_rows.entity
    left join quarantined_rows on core_rows.entity = quarantined_rows.entity
    left join rejected_rows on core_rows.entity = rejected_rows.entity
)

select * from counts
where
    counted_record_count <> landed_record_count + rejected_record_count
    or rejected_record_count <> rejected_row_count
    or landed_record_count <> staged_row_count
    or counted_record_count <> core_row_count + quarantined_row_count
