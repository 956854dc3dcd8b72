with

-- Every registered variable on every date, also where nobody could have a value.
expected as (
    select
        as_of_dates.as_of_date,
        registry.*
    from {{ ref('cfg_variable_registry') }} as registry
    cross join {{ ref('int_as_of_dates') }} as as_of_dates
    where registry.is_active
),

judged as (
    select
        expected.*,
        coalesce(completeness.eligible_account_count, 0) as eligible_account_count,
        coalesce(completeness.valid_account_count, 0) as valid_account_count,
        case
            when coalesce(completeness.eligible_account_count, 0) = 0 then 'no_population'
            when completeness.valid_account_count
                < params.completeness_min * completeness.eligible_account_count
                then 'completeness_below_minimum'
        end as cut_reason
    from expected
    cross join {{ ref('core_params') }} as params
    left join {{ ref('int_variable_completeness') }} as completeness
        on expected.as_of_date = completeness.as_of_date
        and expected.variable_name = completeness.variable_name
)

select
    judged.as_of_date,
    judged.variable_name,
    run.scoring_run_id,
    judged.variable_label,
    judged.bucket,
    judged.subtype,
    judged.role,
    judged.source_system,
    judged.source_entity,
    judged.eligible_population,
    judged.owner,
    cast(judged.eligible_account_count as bigint) as eligible_account_count,
    cast(judged.valid_account_count as bigint) as valid_account_count,
    {{ safe_divide('judged.valid_account_count', 'judged.eligible_account_count') }}
        as completeness,
    judged.cut_reason is null as is_kept,
    judged.cut_reason,
    judged.as_of_date < run.as_of_date as is_reconstructed
from judged
cross join {{ ref('core_run') }} as run
