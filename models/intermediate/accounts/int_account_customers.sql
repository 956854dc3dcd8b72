-- Whether each account that exists on an as-of date is a customer on it, and its ARR. What finance
-- does not deliver makes nobody a prospect and no ARR zero.
select
    scope.as_of_date,
    scope.account_id,
    case when finance.has_contract_lines then arr.account_id is not null end as is_customer,
    case
        when not finance.has_contract_lines then null
        when arr.account_id is null then 0
        else arr.arr_amount
    end as arr_amount,
    case
        when not finance.has_contract_lines then finance.arr_null_reason
        when arr.account_id is not null and arr.arr_amount is null then 'amount_not_shared'
    end as arr_null_reason
from {{ ref('int_account_scope') }} as scope
cross join {{ ref('int_finance_capability') }} as finance
left join {{ ref('int_account_arr_points') }} as arr
    on scope.account_id = arr.account_id
    and scope.as_of_date = arr.as_of_date
    and arr.months_before = 0
