with

run as (
    select * from {{ ref('core_run') }}
),

-- What each artifact lacks by itself.
blockers as (
    select
        'variable_model' as artifact,
        'no_kept_variable' as own_reasons
    from {{ ref('rpt_variable_model') }} as variables
    inner join run on variables.as_of_date = run.as_of_date
    having count(case when variables.is_kept then 1 end) = 0
    union all
    select
        'segment_grid',
        'too_many_unclassified'
    from {{ ref('rpt_segment_grid') }} as grid
    inner join run on grid.as_of_date = run.as_of_date
    having count(case when grid.is_draft then 1 end) > 0
    union all
    select
        'segment_grid',
        'axis_not_kept'
    from {{ ref('rpt_segment_grid') }} as grid
    inner join run on grid.as_of_date = run.as_of_date
    having count(case when not grid.is_axis_kept then 1 end) > 0
    union all
    select
        'segment_grid',
        'no_surviving_cell'
    from {{ ref('rpt_segment_grid') }} as grid
    inner join run on grid.as_of_date = run.as_of_date
    having count(case when grid.cell_status in ('surviving', 'provisional') then 1 end) = 0
    union all
    select
        'tier_matrix',
        'no_rated_segment'
    from {{ ref('fct_segment_scores') }} as scores
    inner join run on scores.as_of_date = run.as_of_date
    having count(case when scores.rating_status = 'rated' then 1 end) = 0
    union all
    select
        readiness.blocks_artifact,
        readiness.check_id
    from {{ ref('rpt_data_readiness') }} as readiness
    inner join run on readiness.as_of_date = run.as_of_date
    where readiness.check_status = 'fail' and readiness.blocks_artifact is not null
    group by readiness.blocks_artifact, readiness.check_id
),

artifacts as (
    select
        artifact,
        max(artifact_label) as artifact_label,
        min(display_order) as display_order
    from {{ ref('cfg_artifacts') }}
    group by artifact
),

-- An artifact wears the blockers of all before it: skip one, and the next one breaks.
judged as (
    select
        artifacts.artifact,
        artifacts.artifact_label,
        artifacts.display_order,
        {{ sorted_list(
            'case when earlier.artifact = artifacts.artifact then blockers.own_reasons end'
        ) }} as own_reasons,
        {{ sorted_list("blockers.artifact || ':' || blockers.own_reasons") }} as draft_reasons,
        min(case when blockers.artifact is not null then earlier.display_order end)
            as first_blocked_order
    from artifacts
    inner join artifacts as earlier on artifacts.display_order >= earlier.display_order
    left join blockers on earlier.artifact = blockers.artifact
    group by artifacts.artifact, artifacts.artifact_label, artifacts.display_order
)

select
    run.as_of_date,
    judged.artifact,
    run.scoring_run_id,
    judged.artifact_label,
    cast(judged.display_order as bigint) as display_order,
    case when judged.first_blocked_order is null then 'publishable' else 'draft' end
        as gate_status,
    judged.own_reasons,
    inherited.artifact as inherited_from_artifact,
    judged.draft_reasons,
    judged.first_blocked_order is null as is_publishable
from judged
cross join run
left join artifacts as inherited
    on judged.first_blocked_order = inherited.display_order
    and judged.first_blocked_order < judged.display_order
