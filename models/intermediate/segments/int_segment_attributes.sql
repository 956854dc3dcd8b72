-- What a segment is today: name, status and owner. What changes here makes a new row of history.
with

cells as (
    select grid.*
    from {{ ref('int_segment_grid') }} as grid
    inner join {{ ref('core_run') }} as run on grid.as_of_date = run.as_of_date
    where grid.is_candidate or grid.cell_status = 'merged'
),

attributes as (
    select
        cells.segment_id,
        cells.segment_name,
        cells.firmographic_band_id,
        cells.need_state_id,
        case cells.cell_status when 'surviving' then 'active' else cells.cell_status end
            as segment_status,
        cells.kill_reasons,
        cells.merged_into_segment_id,
        owners.owner_id,
        users.user_name as owner_name,
        users.is_active is true as is_owner_active,
        shared.user_id is not null as is_owner_shared
    from cells
    left join {{ ref('cfg_segment_owners') }} as owners on cells.segment_id = owners.segment_id
    left join {{ ref('core_users') }} as users on owners.owner_id = users.user_id
    left join {{ ref('int_shared_owners') }} as shared on owners.owner_id = shared.user_id
)

select
    attributes.*,
    case
        when segment_status in ('killed', 'merged') then segment_status
        when owner_id is null then 'no_owner'
        when owner_name is null then 'owner_unknown'
        when is_owner_shared then 'owner_not_a_person'
        when not is_owner_active then 'owner_inactive'
    end as unfundable_reason,
    {{ md5_of(['segment_name', 'segment_status', 'owner_id']) }} as attributes_hash
from attributes
