-- One state of each segment holds now, its rows follow one another without a gap, and what the
-- grid shows today is in dim_segment.
with

periods as (
    select
        'dim_segment' as table_name, segment_id, valid_from, valid_to, is_current,
        lead(valid_from) over (partition by segment_id order by valid_from) as next_valid_from
    from {{ ref('dim_segment') }}
    union all
    select
        'fct_tier_in_force', segment_id, valid_from, valid_to, is_current,
        lead(valid_from) over (partition by segment_id order by valid_from)
    from {{ ref('fct_tier_in_force') }}
),

candidates as (
    select grid.segment_id, grid.cell_status
    from {{ ref('rpt_segment_grid') }} as grid
    inner join {{ ref('core_run') }} as run on grid.as_of_date = run.as_of_date
    where grid.is_candidate or grid.cell_status = 'merged'
)

select table_name, segment_id, count(*) as wrong_row_count
from periods
where
    is_current <> (next_valid_from is null)
    or coalesce(valid_to, date '9999-12-31') <> coalesce(next_valid_from, date '9999-12-31')
group by table_name, segment_id

union all

select 'dim_segment', candidates.segment_id, 1
from candidates
left join {{ ref('dim_segment') }} as segments
    on candidates.segment_id = segments.segment_id
    and segments.is_current
where
    segments.segment_id is null
    or segments.segment_status <> case candidates.cell_status
        when 'surviving' then 'active'
        else candidates.cell_status
    end
