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
        end as completeness_fault,
        {{ safe_divide('completeness.valid_account_count', 'completeness.eligible_account_count') }}
            as completeness,
        strength.predictive_power,
        strength.information_value,
        strength.information_value_status,
        expected.as_of_date < run.as_of_date as is_reconstructed,
        run.scoring_run_id
    from expected
    cross join {{ ref('core_run') }} as run
    cross join {{ ref('core_params') }} as params
    left join {{ ref('int_variable_completeness') }} as completeness
        on expected.as_of_date = completeness.as_of_date
        and expected.variable_name = completeness.variable_name
    left join {{ ref('int_variable_strength') }} as strength
        on expected.variable_name = strength.variable_name
        and expected.as_of_date = run.as_of_date
),

ranked as (
    select
        judged.*,
        row_number() over (
            partition by as_of_date, completeness_fault
            order by
                predictive_power desc nulls last, completeness desc nulls last, variable_name asc
        ) as power_rank
    from judged
),

cut as (
    select
        ranked.*,
        case
            when ranked.completeness_fault is not null then ranked.completeness_fault
            when ranked.power_rank > params.variable_count_max then 'beyond_maximum'
        end as cut_reason
    from ranked
    cross join {{ ref('core_params') }} as params
),

totals as (
    select
        as_of_date,
        {{ order_free_sum('predictive_power') }} as power_sum
    from cut
    where cut_reason is null
    group by as_of_date
)

select
    cut.as_of_date,
    variable_name,
    scoring_run_id,
    variable_label,
    bucket,
    subtype,
    role,
    source_system,
    source_entity,
    eligible_population,
    owner,
    cast(eligible_account_count as bigint) as eligible_account_count,
    cast(valid_account_count as bigint) as valid_account_count,
    completeness,
    cut_reason is null as is_kept,
    cut_reason,
    predictive_power,
    case
        when cut_reason is null then {{ safe_divide('cut.predictive_power', 'totals.power_sum') }}
    end as weight,
    cast(case when cut_reason is null and not is_reconstructed then power_rank end as bigint)
        as weight_rank,
    information_value,
    information_value_status,
    is_reconstructed
from cut
left join totals on cut.as_of_date = totals.as_of_date
