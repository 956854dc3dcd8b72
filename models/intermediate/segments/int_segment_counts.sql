-- How many segments there are on the run's day, at each of the levels at which they are counted,
-- and what to think of it. Nothing here deletes a segment.
with

run as (
    select * from {{ ref('core_run') }}
),

cells as (
    select
        count(case when grid.is_candidate or grid.cell_status = 'merged' then 1 end)
            as candidate_segment_count,
        count(case when grid.cell_status = 'surviving' then 1 end) as surviving_segment_count,
        count(case when grid.cell_status = 'provisional' then 1 end) as provisional_segment_count
    from {{ ref('int_segment_grid') }} as grid
    inner join run on grid.as_of_date = run.as_of_date
),

suggestions as (
    select count(to_segment_id) as merge_count
    from {{ ref('int_merge_suggestions') }}
),

counted as (
    select
        cells.*,
        cells.surviving_segment_count - suggestions.merge_count as operable_segment_count
    from cells
    cross join suggestions
)

select
    counted.*,
    case
        when counted.candidate_segment_count < params.segment_cap_min then 'too_few_candidates'
        else 'ok'
    end as candidate_segment_status,
    case
        when counted.surviving_segment_count < params.segment_narrow_min then 'too_broad'
        when counted.surviving_segment_count < params.segment_cap_min then 'narrow'
        when counted.surviving_segment_count <= params.segment_cap_max then 'ok'
        when counted.surviving_segment_count <= params.segment_operable_max then 'consolidate'
        else 'cannot_operate'
    end as surviving_segment_status,
    case
        when counted.operable_segment_count > params.segment_cap_max then 'above_cap'
        when counted.operable_segment_count < params.segment_cap_min then 'below_cap'
        else 'ok'
    end as operable_segment_status
from counted
cross join {{ ref('core_params') }} as params
