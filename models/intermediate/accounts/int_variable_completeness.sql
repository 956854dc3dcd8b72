-- For each registered variable on every date, also where nobody could have a value: how many
-- accounts could have one and how many have one that is not a placeholder, plain and by ARR. An
-- account of unknown ARR is in no sum of ARR.
with

counts as (
    select
        as_of_date,
        variable_name,
        count(*) as eligible_account_count,
        count(variable_value) as valid_account_count,
        cast(sum(arr_amount) as {{ t_money() }}) as eligible_arr_amount,
        cast(sum(case
            when arr_amount is null then null
            when variable_value is null then 0
            else arr_amount
        end) as {{ t_money() }}) as valid_arr_amount
    from {{ ref('int_account_variable_values') }}
    where is_eligible
    group by as_of_date, variable_name
)

select
    as_of_dates.as_of_date,
    as_of_dates.date_12_months_before,
    registry.variable_name,
    coalesce(counts.eligible_account_count, 0) as eligible_account_count,
    coalesce(counts.valid_account_count, 0) as valid_account_count,
    {{ safe_divide('counts.valid_account_count', 'counts.eligible_account_count') }}
        as completeness,
    counts.eligible_arr_amount,
    counts.valid_arr_amount,
    {{ safe_divide('counts.valid_arr_amount', 'counts.eligible_arr_amount') }}
        as arr_weighted_completeness,
    case
        when counts.eligible_account_count is null then 'no_population'
        when counts.eligible_arr_amount is null then 'arr_unknown'
        when counts.eligible_arr_amount = 0 then 'no_arr'
    end as arr_weighted_null_reason
from {{ ref('cfg_variable_registry') }} as registry
cross join {{ ref('int_as_of_dates') }} as as_of_dates
left join counts
    on as_of_dates.as_of_date = counts.as_of_date
    and registry.variable_name = counts.variable_name
where registry.is_active
