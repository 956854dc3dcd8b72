with

changes as (
    select * from {{ ref('int_segment_changes') }}
),

today as (
    select * from {{ ref('int_segment_attributes') }}
)

select
    changes.segment_id,
    cast(changes.valid_from as date) as valid_from,
    cast(changes.valid_to as date) as valid_to,
    changes.valid_to is null as is_current,
    changes.segment_name,
    {{ dbt.split_part('changes.segment_id', "'--'", 1) }} as firmographic_band_id,
    {{ dbt.split_part('changes.segment_id', "'--'", 2) }} as need_state_id,
    'micro' as segment_level,
    {{ dbt.split_part('changes.segment_id', "'--'", 1) }} as parent_segment_id,
    case
        when changes.valid_to is null and today.segment_id is null then 'retired'
        else changes.segment_status
    end as segment_status,
    changes.owner_id,
    case when changes.valid_to is null then today.owner_name end as owner_name,
    changes.valid_to is null
    and today.segment_id is not null
    and today.unfundable_reason is null as is_fundable,
    case
        when changes.valid_to is not null then 'superseded'
        when today.segment_id is null then 'retired'
        else today.unfundable_reason
    end as unfundable_reason,
    changes.attributes_hash
from changes
left join today on changes.segment_id = today.segment_id
