-- Lines that make ARR while they are active. A line without a live date is signed, not live: it
-- is CARR and not here. A line without an amount keeps its account a customer, at unknown ARR.
select
    contract_line_id,
    contract_id,
    account_id,
    account_match,
    arr_amount,
    arr_at_as_of_rate_amount,
    count(*) over (partition by account_id) = count(arr_amount) over (partition by account_id)
        as is_account_arr_known,
    term_months,
    signed_date,
    active_from,
    active_to
from {{ ref('int_contract_lines') }}
where
    charge_type = 'recurring'
    and active_from <= active_to
    and coalesce(amount, 1) > 0
