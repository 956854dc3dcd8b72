-- For each registered variable on every date, also where nobody could have a value: how many
-- accounts could have one and how many have one that is not a placeholder, plain and by ARR. An
-- account of unknown ARR is in no sum of ARR. A variable whose source nobody delivers, or that
-- reaches not so far back, is unknown and not empty.
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
),

variables as (
    select
        as_of_dates.as_of_date,
        as_of_dates.date_12_months_before,
        sources.variable_name,
        counts.eligible_account_count,
        counts.valid_account_count,
        counts.eligible_arr_amount,
        counts.valid_arr_amount,
        coalesce(
            {{ unknown_source_reason('sources', 'as_of_dates.as_of_date') }},
            case when counts.eligible_account_count is null then 'no_population' end
        ) as completeness_null_reason
    from {{ ref('int_variable_sources') }} as sources
    cross join {{ ref('int_as_of_dates') }} as as_of_dates
    left join counts
        on as_of_dates.as_of_date = counts.as_of_date
        and sources.variable_name = counts.variable_name
)

select
    as_of_date,
    date_12_months_before,
    variable_name,
    coalesce(eligible_account_count, 0) as eligible_account_count,
    coalesce(valid_account_count, 0) as valid_account_count,
    case
        when completeness_null_reason is null
            then {{ safe_divide('valid_account_count', 'eligible_account_count') }}
    end as completeness,
    completeness_null_reason,
    eligible_arr_amount,
    case when completeness_null_reason is null then valid_arr_amount end as valid_arr_amount,
    case
        when completeness_null_reason is null
            then {{ safe_divide('valid_arr_amount', 'eligible_arr_amount') }}
    end as arr_weighted_completeness,
    case
        when completeness_null_reason is not null then completeness_null_reason
        when eligible_arr_amount is null then 'arr_unknown'
        when eligible_arr_amount = 0 then 'no_arr'
    end as arr_weighted_null_reason
from variables
