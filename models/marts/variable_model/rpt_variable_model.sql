with

judged as (
    select
        completeness.*,
        coalesce(completeness.completeness_null_reason, case
            when completeness.valid_account_count
                < params.completeness_min * completeness.eligible_account_count
                then 'completeness_below_minimum'
        end) as completeness_fault,
        strength.predictive_power,
        strength.information_value,
        strength.information_value_status
    from {{ ref('int_variable_completeness') }} as completeness
    cross join {{ ref('core_run') }} as run
    cross join {{ ref('core_params') }} as params
    left join {{ ref('int_variable_strength') }} as strength
        on completeness.variable_name = strength.variable_name
        and completeness.as_of_date = run.as_of_date
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
        {{ order_free_sum('predictive_power') }} as power
    from cut
    where cut_reason is null
    group by as_of_date
)

select
    cut.as_of_date,
    cut.variable_name,
    run.scoring_run_id,
    registry.variable_label,
    registry.bucket,
    registry.subtype,
    registry.role,
    registry.source_system,
    registry.source_entity,
    registry.source_column,
    registry.measure,
    registry.source_value,
    cast(registry.window_days as bigint) as window_days,
    registry.leakage_guard,
    registry.silence_means,
    registry.eligible_population,
    registry.owner,
    cast(cut.eligible_account_count as bigint) as eligible_account_count,
    cast(cut.valid_account_count as bigint) as valid_account_count,
    cut.completeness,
    cut.eligible_arr_amount,
    cut.valid_arr_amount,
    cut.arr_weighted_completeness,
    cut.arr_weighted_null_reason,
    drift.compared_with_date,
    drift.completeness_change,
    drift.completeness_change_null_reason,
    cut.cut_reason is null as is_kept,
    cut.cut_reason,
    cut.predictive_power,
    {{ safe_divide('case when cut_reason is null then predictive_power end', 'totals.power') }}
        as weight,
    cast(case
        when cut.cut_reason is null and cut.as_of_date = run.as_of_date then cut.power_rank
    end as bigint) as weight_rank,
    cut.information_value,
    cut.information_value_status,
    as_of_dates.is_reconstructed
from cut
cross join {{ ref('core_run') }} as run
inner join {{ ref('int_as_of_dates') }} as as_of_dates on cut.as_of_date = as_of_dates.as_of_date
inner join {{ ref('cfg_variable_registry') }} as registry
    on cut.variable_name = registry.variable_name
inner join {{ ref('int_variable_drift') }} as drift
    on cut.as_of_date = drift.as_of_date
    and cut.variable_name = drift.variable_name
left join totals on cut.as_of_date = totals.as_of_date
