-- Runs that were published, and this one, with the configuration that each was scored by.
with

run as (
    select * from {{ ref('core_run') }}
),

earlier_runs as (
    select
        runs.scoring_run_id,
        max(runs.as_of_date) as as_of_date,
        min(runs.publish_sequence) as first_publish_sequence,
        max(runs.input_hash) as input_hash,
        max(runs.model_hash) as model_hash
    from {{ source('history', 'published_runs') }} as runs
    cross join run
    where runs.scoring_run_id <> run.scoring_run_id
    group by runs.scoring_run_id
),

artifacts as (
    select
        scoring_run_id,
        max(case when artifact = 'variable_model' then artifact_hash end) as variable_model_hash,
        max(case when artifact = 'segment_grid' then artifact_hash end) as segment_grid_hash,
        max(case when artifact = 'tier_matrix' then artifact_hash end) as tier_matrix_hash
    from {{ source('history', 'run_artifacts') }}
    group by scoring_run_id
)

select
    earlier_runs.scoring_run_id,
    earlier_runs.as_of_date,
    earlier_runs.first_publish_sequence,
    false as is_current,
    earlier_runs.input_hash,
    earlier_runs.model_hash,
    artifacts.variable_model_hash,
    artifacts.segment_grid_hash,
    artifacts.tier_matrix_hash
from earlier_runs
left join artifacts on earlier_runs.scoring_run_id = artifacts.scoring_run_id

union all

select
    run.scoring_run_id,
    run.as_of_date,
    coalesce(approvals.first_publish_sequence, run.publish_sequence),
    true,
    run.input_hash,
    run.model_hash,
    run.variable_model_hash,
    run.segment_grid_hash,
    run.tier_matrix_hash
from run
left join {{ ref('int_approved_runs') }} as approvals
    on run.scoring_run_id = approvals.scoring_run_id
