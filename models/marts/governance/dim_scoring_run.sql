with

run as (
    select * from {{ ref('core_run') }}
),

approvals as (
    select * from {{ ref('int_approved_runs') }}
),

runs as (
    select * from {{ ref('int_scoring_runs') }}
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
    case when runs.is_current then params.profile end as profile,
    cast(case when runs.is_current then counts.candidate_segment_count end as bigint)
        as candidate_segment_count,
    cast(case when runs.is_current then counts.surviving_segment_count end as bigint)
        as surviving_segment_count,
    cast(case when runs.is_current then counts.operable_segment_count end as bigint)
        as operable_segment_count,
    -- Until budgets exist nothing says which segments come first.
    cast(null as bigint) as priority_segment_count,
    cast(case when runs.is_current then counts.provisional_segment_count end as bigint)
        as provisional_segment_count,
    case when runs.is_current then counts.candidate_segment_status end as candidate_segment_status,
    case when runs.is_current then counts.surviving_segment_status end as surviving_segment_status,
    case when runs.is_current then counts.operable_segment_status end as operable_segment_status,
    'no_budgets' as priority_null_reason,
    runs.input_hash,
    runs.model_hash,
    runs.variable_model_hash,
    runs.segment_grid_hash,
    runs.tier_matrix_hash
from runs
cross join {{ ref('int_segment_counts') }} as counts
cross join {{ ref('core_params') }} as params
left join tier_counts on runs.scoring_run_id = tier_counts.scoring_run_id
left join in_force on runs.scoring_run_id = in_force.scoring_run_id
left join approvals on runs.scoring_run_id = approvals.scoring_run_id
