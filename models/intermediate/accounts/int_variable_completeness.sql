-- For each registered variable: how many accounts could have a value, and how many have one that
-- is not a placeholder.
select
    as_of_date,
    variable_name,
    count(case when is_eligible then 1 end) as eligible_account_count,
    count(case when is_eligible then variable_value end) as valid_account_count
from {{ ref('int_account_variable_values') }}
group by as_of_date, variable_name
