-- Every band (and no band) with every active need (and no need) leads to exactly one cell that the
-- grid has.
with

bands as (
    select bands.firmographic_band_id
    from {{ ref('cfg_firmographic_bands') }} as bands
    inner join {{ ref('core_params') }} as params on bands.basis = params.firmographic_basis
    union all
    select 'unbanded'
),

need_states as (
    select need_state_id from {{ ref('cfg_need_states') }}
    where is_active
    union all
    select 'unknown'
),

allowed as (
    select bands.firmographic_band_id, need_states.need_state_id
    from bands
    cross join need_states
),

rules as (
    select
        lookup.firmographic_band_id,
        lookup.need_state_id,
        count(*) as rule_count,
        count(grid.segment_id) as cell_count
    from {{ ref('act_segment_lookup') }} as lookup
    left join {{ ref('rpt_segment_grid') }} as grid
        on lookup.lookup_segment_id = grid.segment_id
        and lookup.as_of_date = grid.as_of_date
    group by lookup.firmographic_band_id, lookup.need_state_id
)

select
    coalesce(allowed.firmographic_band_id, rules.firmographic_band_id) as firmographic_band_id,
    coalesce(allowed.need_state_id, rules.need_state_id) as need_state_id,
    rules.rule_count,
    rules.cell_count
from allowed
full outer join rules
    on allowed.firmographic_band_id = rules.firmographic_band_id
    and allowed.need_state_id = rules.need_state_id
where
    allowed.need_state_id is null
    or coalesce(rules.rule_count, 0) <> 1
    or coalesce(rules.cell_count, 0) <> 1
