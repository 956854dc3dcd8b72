-- Per published run and artifact: which of the required functions signed its result.
with

published_artifacts as (
    select
        scoring_run_id,
        artifact,
        artifact_hash,
        result_hash
    from {{ source('history', 'run_artifacts') }}
    group by scoring_run_id, artifact, artifact_hash, result_hash
),

requirements as (
    select * from {{ ref('cfg_signoff_requirements') }}
),

signatures as (
    select * from {{ ref('cfg_signoffs') }}
),

runs as (
    select scoring_run_id
    from published_artifacts
    group by scoring_run_id
),

-- A run that lacks an artifact lacks its signatures too.
required as (
    select
        runs.scoring_run_id,
        requirements.artifact,
        requirements.function,
        published_artifacts.artifact_hash,
        published_artifacts.result_hash
    from runs
    cross join requirements
    left join published_artifacts
        on runs.scoring_run_id = published_artifacts.scoring_run_id
        and requirements.artifact = published_artifacts.artifact
),

signed as (
    select
        required.scoring_run_id,
        required.artifact,
        required.function,
        count(signatures.signoff_id) > 0 as is_signed,
        min(signatures.signed_on) as signed_on
    from required
    left join signatures
        on required.scoring_run_id = signatures.scoring_run_id
        and required.artifact = signatures.artifact
        and required.function = signatures.function
        and required.artifact_hash = signatures.artifact_hash
        and required.result_hash = signatures.result_hash
    group by required.scoring_run_id, required.artifact, required.function
)

select * from signed
