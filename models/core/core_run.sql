-- The run's day and identity, with the day on which all ARR is converted.
with

artifacts as (
    select
        max(case when artifact = 'variable_model' then artifact_hash end) as variable_model_hash,
        max(case when artifact = 'segment_grid' then artifact_hash end) as segment_grid_hash,
        max(case when artifact = 'tier_matrix' then artifact_hash end) as tier_matrix_hash
    from {{ source('landed', 'run_artifacts') }}
)

select
    run_context.as_of_date,
    run_context.scoring_run_id,
    run_context.publish_key,
    run_context.publish_sequence,
    run_context.input_hash,
    run_context.model_hash,
    artifacts.variable_model_hash,
    artifacts.segment_grid_hash,
    artifacts.tier_matrix_hash,
    run_context.extracted_at,
    case
        when params.arr_rate_date = 'as_of_date' then run_context.as_of_date
        else cast(params.arr_rate_date as date)
    end as arr_rate_date
from {{ source('landed', 'run_context') }} as run_context
cross join {{ ref('core_params') }} as params
cross join artifacts
