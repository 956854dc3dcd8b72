with

run as (
    select * from {{ ref('core_run') }}
),

grid as (
    select int_segment_grid.*
    from {{ ref('int_segment_grid') }} as int_segment_grid
    inner join run on int_segment_grid.as_of_date = run.as_of_date
),

-- A merged cell sends its prospects on; in a band-only grid every need leads to the band.
routed as (
    select
        grid.*,
        case
            when grid.grid_mode = 'band_only' then grid.firmographic_band_id || '--unknown'
            else coalesce(grid.merged_into_segment_id, grid.segment_id)
        end as lookup_segment_id
    from grid
),

bands as (
    select bands.*
    from {{ ref('cfg_firmographic_bands') }} as bands
    inner join {{ ref('core_params') }} as params on bands.basis = params.firmographic_basis
)

select
    routed.as_of_date,
    routed.firmographic_band_id,
    routed.need_state_id,
    run.scoring_run_id,
    params.firmographic_basis,
    routed.band_label,
    bands.lower_bound,
    bands.upper_bound,
    bands.listed_value,
    routed.need_state_name,
    need_states.description as need_state_description,
    routed.lookup_segment_id,
    targets.segment_name as lookup_segment_name,
    case
        when routed.firmographic_band_id = 'unbanded' then 'unclassified'
        when targets.is_candidate then targets.cell_status
        else 'band_only'
    end as lookup_status,
    targets.kill_reasons,
    case
        when routed.firmographic_band_id = 'unbanded' and routed.need_state_id = 'unknown'
            then params.firmographic_basis || ', need_state'
        when routed.firmographic_band_id = 'unbanded' then params.firmographic_basis
        when routed.need_state_id = 'unknown' and routed.grid_mode = 'band_and_need'
            then 'need_state'
    end as missing_fields,
    case
        when routed.firmographic_band_id <> 'unbanded' and targets.is_candidate
            then targets.cell_status in ('surviving', 'provisional')
        else false
    end as is_segment
from routed
cross join run
cross join {{ ref('core_params') }} as params
inner join grid as targets on routed.lookup_segment_id = targets.segment_id
left join bands on routed.firmographic_band_id = bands.firmographic_band_id
left join {{ ref('cfg_need_states') }} as need_states
    on routed.need_state_id = need_states.need_state_id
