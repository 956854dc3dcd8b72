-- Whether each account that exists on an as-of date is a customer on it, and its ARR. Invoices
-- speak for accounts that never had a recurring line. What finance does not deliver makes nobody
-- a prospect and no ARR zero.
with

contracted as (
    select
        account_id,
        min(signed_date) as first_signed_date
    from {{ ref('int_recurring_lines') }}
    where account_match = 'matched'
    group by account_id
),

standing as (
    select
        scope.as_of_date,
        scope.account_id,
        finance.has_contract_lines,
        finance.is_customer_known,
        finance.arr_null_reason,
        arr.account_id is not null as is_under_contract,
        run_rates.account_id is not null and contracted.account_id is null as is_invoiced_only,
        arr.arr_amount
    from {{ ref('int_account_scope') }} as scope
    cross join {{ ref('int_finance_capability') }} as finance
    left join {{ ref('int_account_arr_points') }} as arr
        on scope.account_id = arr.account_id
        and scope.as_of_date = arr.as_of_date
        and arr.months_before = 0
    left join {{ ref('int_account_run_rates') }} as run_rates
        on scope.account_id = run_rates.account_id
        and scope.as_of_date = run_rates.as_of_date
    left join contracted
        on scope.account_id = contracted.account_id
        and scope.as_of_date >= contracted.first_signed_date
)

select
    as_of_date,
    account_id,
    case when is_customer_known then is_under_contract or is_invoiced_only end as is_customer,
    case
        when not has_contract_lines then null
        when not is_under_contract then 0
        else arr_amount
    end as arr_amount,
    case
        when not has_contract_lines then arr_null_reason
        when is_under_contract and arr_amount is null then 'amount_not_shared'
    end as arr_null_reason
from standing
