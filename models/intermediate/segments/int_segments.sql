-- Every cell of the grid on each as-of date, the unbanded row and the unknown column included.
-- A candidate is a cell that can become a segment; one that was merged away cannot.
with

bands as (
    select
        bands.firmographic_band_id,
        bands.band_label,
        bands.display_order
    from {{ ref('cfg_firmographic_bands') }} as bands
    inner join {{ ref('core_params') }} as params on bands.basis = params.firmographic_basis
    union all
    select 'unbanded', 'Unbanded', 99
),

need_states as (
    select
        need_state_id,
        need_state_name,
        segment_noun,
        priority_order
    from {{ ref('cfg_need_states') }}
    where is_active
    union all
    select 'unknown', 'Unknown need', 'accounts', 99
)

select
    grid_modes.as_of_date,
    bands.firmographic_band_id || '--' || need_states.need_state_id as segment_id,
    bands.firmographic_band_id,
    need_states.need_state_id,
    bands.band_label,
    need_states.need_state_name,
    coalesce(names.segment_name, bands.band_label || ' ' || need_states.segment_noun)
        as segment_name,
    bands.display_order as band_order,
    need_states.priority_order as need_state_order,
    grid_modes.grid_mode,
    mapped.to_segment_id as merged_into_segment_id,
    mapped.to_segment_id is null
    and bands.firmographic_band_id <> 'unbanded'
    and case grid_modes.grid_mode
        when 'band_only' then need_states.need_state_id = 'unknown'
        else need_states.need_state_id <> 'unknown'
    end as is_candidate
from bands
cross join need_states
cross join {{ ref('int_grid_modes') }} as grid_modes
left join {{ ref('cfg_segment_names') }} as names
    on bands.firmographic_band_id || '--' || need_states.need_state_id = names.segment_id
left join {{ ref('int_segment_map') }} as mapped
    on bands.firmographic_band_id || '--' || need_states.need_state_id = mapped.from_segment_id
    and grid_modes.as_of_date = mapped.as_of_date
