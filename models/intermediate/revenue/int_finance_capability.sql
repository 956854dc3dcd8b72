-- One row: what is known of revenue, and the reason that an unknown ARR carries.
select
    has_contract_lines,
    has_invoices,
    has_contract_lines or has_invoices as is_customer_known,
    case
        when has_contract_lines then null
        when has_invoices then 'contracts_not_delivered'
        else 'finance_not_delivered'
    end as arr_null_reason
from {{ ref('core_capabilities') }}
