-- No owner, no segment.
with

fundable as (
    select segment_id, owner_id from {{ ref('rpt_tier_matrix') }}
    where is_fundable
    union all
    select segment_id, owner_id from {{ ref('dim_segment') }}
    where is_fundable
)

select fundable.segment_id, fundable.owner_id, users.is_active
from fundable
left join {{ ref('core_users') }} as users on fundable.owner_id = users.user_id
where users.is_active is not true
