-- A current segment lies under a band that is configured, and no band is itself a segment.
select segments.segment_id, segments.parent_segment_id
from {{ ref('dim_segment') }} as segments
left join {{ ref('cfg_firmographic_bands') }} as bands
    on segments.parent_segment_id = bands.firmographic_band_id
left join {{ ref('dim_segment') }} as parents on segments.parent_segment_id = parents.segment_id
where
    segments.is_current
    and segments.segment_status <> 'retired'
    and (bands.firmographic_band_id is null or parents.segment_id is not null)
