-- How the completeness of each variable has changed since the newest as-of date that lies at
-- least a year back.
with

completeness as (
    select * from {{ ref('int_variable_completeness') }}
),

compared as (
    select
        completeness.as_of_date,
        completeness.variable_name,
        max(earlier.as_of_date) as compared_with_date
    from completeness
    inner join completeness as earlier
        on completeness.variable_name = earlier.variable_name
        and completeness.date_12_months_before >= earlier.as_of_date
    group by completeness.as_of_date, completeness.variable_name
)

select
    completeness.as_of_date,
    completeness.variable_name,
    compared.compared_with_date,
    completeness.completeness - earlier.completeness as completeness_change,
    case
        when compared.compared_with_date is null then 'no_earlier_date'
        else coalesce(completeness.completeness_null_reason, earlier.completeness_null_reason)
    end as completeness_change_null_reason
from completeness
left join compared
    on completeness.as_of_date = compared.as_of_date
    and completeness.variable_name = compared.variable_name
left join completeness as earlier
    on compared.compared_with_date = earlier.as_of_date
    and compared.variable_name = earlier.variable_name
