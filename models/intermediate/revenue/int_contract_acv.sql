-- What a contract is worth: in all (TCV), and its recurring part per year of its term (ACV).
with

contracts as (
    select
        contract_id,
        min(account_id) as account_id,
        min(signed_date) as signed_date,
        min(start_date) as start_date,
        max(end_date) as end_date,
        sum(case when end_date is null and charge_type = 'recurring' then 1 else 0 end)
            as evergreen_lines,
        sum(case when charge_type = 'recurring' then
            case amount_period
                when 'term' then booking_amount
                else cast(cast(annual_booking_amount as {{ t_double() }}) * term_months / 12
                    as {{ t_exact_money() }})
            end
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
    where evergreen_lines = 0 and recurring_amount is not null
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
