with

signatures as (
    select * from {{ ref('cfg_signoffs') }}
),

published_artifacts as (
    select
        scoring_run_id,
        artifact,
        max(artifact_hash) as artifact_hash,
        max(result_hash) as result_hash
    from {{ source('history', 'run_artifacts') }}
    group by scoring_run_id, artifact
),

in_force_runs as (
    select scoring_run_id
    from {{ ref('fct_tier_in_force') }}
    where is_current
    group by scoring_run_id
)

select
    signatures.signoff_id,
    signatures.scoring_run_id,
    signatures.artifact,
    signatures.function,
    signatures.signed_by,
    case
        when requirements.artifact is null then 'function_not_required'
        when published_artifacts.scoring_run_id is null then 'run_not_published'
        when published_artifacts.artifact_hash = signatures.artifact_hash
            and published_artifacts.result_hash = signatures.result_hash then 'valid'
        else 'old_hash'
    end as signature_status,
    in_force_runs.scoring_run_id is not null as is_for_run_in_force,
    signatures.scoring_run_id = run.scoring_run_id as is_for_current_proposal,
    signatures.artifact_hash,
    signatures.result_hash,
    cast(signatures.signed_on as date) as signed_on
from signatures
cross join {{ ref('core_run') }} as run
left join {{ ref('cfg_signoff_requirements') }} as requirements
    on signatures.artifact = requirements.artifact
    and signatures.function = requirements.function
left join published_artifacts
    on signatures.scoring_run_id = published_artifacts.scoring_run_id
    and signatures.artifact = published_artifacts.artifact
left join in_force_runs on signatures.scoring_run_id = in_force_runs.scoring_run_id
