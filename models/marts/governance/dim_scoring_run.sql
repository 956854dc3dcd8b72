with

run as (
    select * from {{ ref('core_run') }}
),

approvals as (
    select * from {{ ref('int_approved_runs') }}
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

runs as (
    select
        scoring_run_id,
        as_of_date,
        first_publish_sequence,
        input_hash,
        model_hash,
        cast(null as {{ dbt.type_string() }}) as variable_model_hash,
        cast(null as {{ dbt.type_string() }}) as segment_grid_hash,
        cast(null as {{ dbt.type_string() }}) as tier_matrix_hash,
        false as is_current
    from earlier_runs
    union all
    select
        run.scoring_run_id,
        run.as_of_date,
        coalesce(approvals.first_publish_sequence, run.publish_sequence),
        run.input_hash,
        run.model_hash,
        run.variable_model_hash,
        run.segment_grid_hash,
        run.tier_matrix_hash,
        true
    from run
    left join approvals on run.scoring_run_id = approvals.scoring_run_id
),

tiers as (
    select scoring_run_id, segment_id, proposed_segment_tier
    from {{ ref('int_frozen_tiers') }}
    union
    select scores.scoring_run_id, scores.segment_id, scores.proposed_segment_tier
    from {{ ref('fct_segment_scores') }} as scores
    inner join run on scores.as_of_date = run.as_of_date
),

tier_counts as (
    select
        scoring_run_id,
        count(*) as segment_count,
        sum(case when proposed_segment_tier = 'A' then 1 else 0 end) as a_segment_count,
        sum(case when proposed_segment_tier = 'B' then 1 else 0 end) as b_segment_count,
        sum(case when proposed_segment_tier = 'C' then 1 else 0 end) as c_segment_count
    from tiers
    group by scoring_run_id
),

artifacts as (
    select
        scoring_run_id,
        max(case when artifact = 'variable_model' then artifact_hash end) as variable_model_hash,
        max(case when artifact = 'segment_grid' then artifact_hash end) as segment_grid_hash,
        max(case when artifact = 'tier_matrix' then artifact_hash end) as tier_matrix_hash
    from {{ source('history', 'run_artifacts') }}
    group by scoring_run_id
),

in_force as (
    select scoring_run_id, max(valid_from) as in_force_from
    from {{ ref('fct_tier_in_force') }}
    where is_current and change_reason = 'adopted_run'
    group by scoring_run_id
)

select
    runs.scoring_run_id,
    runs.as_of_date,
    cast(runs.first_publish_sequence as bigint) as first_publish_sequence,
    runs.is_current,
    in_force.scoring_run_id is not null as is_in_force,
    coalesce(approvals.is_approved, false) as is_approved,
    cast(coalesce(tier_counts.segment_count, 0) as bigint) as segment_count,
    cast(coalesce(tier_counts.a_segment_count, 0) as bigint) as a_segment_count,
    cast(coalesce(tier_counts.b_segment_count, 0) as bigint) as b_segment_count,
    cast(coalesce(tier_counts.c_segment_count, 0) as bigint) as c_segment_count,
    runs.input_hash,
    runs.model_hash,
    coalesce(runs.variable_model_hash, artifacts.variable_model_hash) as variable_model_hash,
    coalesce(runs.segment_grid_hash, artifacts.segment_grid_hash) as segment_grid_hash,
    coalesce(runs.tier_matrix_hash, artifacts.tier_matrix_hash) as tier_matrix_hash
from runs
left join artifacts on runs.scoring_run_id = artifacts.scoring_run_id
left join tier_counts on runs.scoring_run_id = tier_counts.scoring_run_id
left join in_force on runs.scoring_run_id = in_force.scoring_run_id
left join approvals on runs.scoring_run_id = approvals.scoring_run_id
