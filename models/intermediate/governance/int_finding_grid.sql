-- Findings about what became of the cells: too few or too many segments, and a market that was
-- counted in part or for cells that do not exist.
with

grid as (
    select rpt_segment_grid.*
    from {{ ref('rpt_segment_grid') }} as rpt_segment_grid
    inner join {{ ref('core_run') }} as run on rpt_segment_grid.as_of_date = run.as_of_date
),

counts as (
    select * from {{ ref('int_segment_counts') }}
),

totals as (
    select
        count(case when is_candidate and addressable_basis = 'crm_accounts' then 1 end)
            as uncounted_cell_count,
        count(case when is_candidate and addressable_basis = 'market_universe' then 1 end)
            as counted_cell_count,
        count(case when is_expectation_opposed then 1 end) as opposed_cell_count
    from grid
),

bands as (
    select count(*) as band_count
    from {{ ref('cfg_firmographic_bands') }} as bands
    inner join {{ ref('core_params') }} as params on bands.basis = params.firmographic_basis
),

findings as (
    select
        'band_count_unusual' as check_id,
        'firmographic_bands' as object_id,
        'Bands of the basis in use' as quantity_label,
        bands.band_count as quantity
    from bands
    cross join {{ ref('core_params') }} as params
    where bands.band_count not between params.firmographic_band_min
        and params.firmographic_band_max
    union all
    select
        'thin_market',
        'segment_grid',
        'Surviving segments',
        counts.surviving_segment_count
    from counts
    cross join {{ ref('core_params') }} as params
    where counts.surviving_segment_count < params.segment_cap_min
    union all
    select
        'segment_count_' || counts.surviving_segment_status,
        'segment_grid',
        'Surviving segments',
        counts.surviving_segment_count
    from counts
    where counts.surviving_segment_status in ('consolidate', 'cannot_operate')
    union all
    select 'market_universe_partial', 'market_universe', 'Cells not counted', uncounted_cell_count
    from totals
    where counted_cell_count > 0 and uncounted_cell_count > 0
    union all
    select
        'market_universe_not_placed',
        universe.firmographic_band_id || '--' || universe.need_state_id,
        'Accounts',
        universe.account_count
    from {{ ref('core_market_universe') }} as universe
    left join grid
        on universe.firmographic_band_id = grid.firmographic_band_id
        and universe.need_state_id = grid.need_state_id
    where grid.segment_id is null
    union all
    select
        'cell_pattern_fails',
        segment_id,
        'Sampled won accounts that show its need',
        matching_account_count
    from {{ ref('rpt_cell_validation') }}
    where validation_status = 'fail'
    group by segment_id, matching_account_count
    union all
    select 'opportunity_opposed', 'segment_grid', 'Cells', opposed_cell_count
    from totals
    where opposed_cell_count > 0
)

select
    check_id,
    object_id,
    quantity_label || ': ' || cast(quantity as {{ dbt.type_string() }}) as evidence
from findings
