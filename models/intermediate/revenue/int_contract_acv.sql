-- What a contract is worth: in all (TCV), and its recurring part per year of its term (ACV). One
-- with an open end or an unknown recurring amount has neither.
with

contracts as (
    select
        contract_id,
        min(account_id) as account_id,
        min(signed_date) as signed_date,
        min(case when charge_type = 'recurring' then start_date end) as start_date,
        max(case when charge_type = 'recurring' then end_date end) as end_date,
        sum(case
            when charge_type = 'recurring' and (end_date is null or annual_booking_amount is null)
                then 1
            else 0
        end) as unbounded_line_count,
        sum(case
            when charge_type <> 'recurring' then null
            when amount_period = 'term' then booking_amount
            else {{ share_of_year('annual_booking_amount', 'term_months') }}
        end) as recurring_amount,
        sum(case when charge_type in ('one_time', 'services') then booking_amount end)
            as one_time_amount
    from {{ ref('int_contract_lines') }}
    group by contract_id
),

termed as (
    select
        contracts.*,
        {{ months_between('start_date', add_days('end_date', 1)) }} as term_months
    from contracts
    where unbounded_line_count = 0 and recurring_amount is not null
)

select
    contract_id,
    account_id,
    term_months,
    {{ to_money('recurring_amount') }} as recurring_tcv_amount,
    {{ to_money('recurring_amount + coalesce(one_time_amount, 0)') }} as tcv_amount,
    {{ to_money(safe_divide('recurring_amount * 12', 'term_months')) }} as acv_amount,
    signed_date,
    start_date,
    end_date
from termed
