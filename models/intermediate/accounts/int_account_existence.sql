-- From when an account exists: a record typed in late does not hide earlier deals or revenue. A
-- line counts from the day it was both signed and started, so that no later signature moves it.
with

first_days as (
    select account_id, cast(created_at as date) as first_day
    from {{ ref('core_accounts') }}
    union all
    select account_id, created_date
    from {{ ref('int_opportunities') }}
    where account_match = 'matched'
    union all
    select account_id, greatest(start_date, signed_date)
    from {{ ref('int_contract_lines') }}
    where account_match = 'matched' and charge_type in ('recurring', 'usage')
    union all
    select account_id, invoice_date
    from {{ ref('int_invoice_lines') }}
    where account_match = 'matched' and is_run_rate
)

select
    account_id,
    min(first_day) as exists_from_date
from first_days
group by account_id
