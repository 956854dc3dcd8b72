-- Recurring value of months 1 to 12 of the first contract; and, as a source of its own for where
-- finance shares no revenue, the first won new-business deal: its value for at most one year.
with

first_contracts as (
    select
        as_of_date,
        account_id,
        {{ to_money('sum(first_year_amount)') }} as first_year_acv_amount,
        min(case when line_number = 1 then signed_date end) as signed_date
    from {{ ref('int_initial_contract_lines') }}
    group by as_of_date, account_id
),

first_deals as (
    select
        account_id,
        {{ to_money(
            'amount * '
            ~ safe_divide('least(coalesce(term_months, 12), 12)', 'coalesce(term_months, 12)')
        ) }} as first_year_acv_amount,
        close_date as signed_date,
        row_number() over (partition by account_id order by close_date, opportunity_id)
            as deal_number
    from {{ ref('int_opportunities') }}
    where
        opportunity_type = 'new'
        and status = 'won'
        and amount is not null
        and account_id is not null
)

select
    first_contracts.as_of_date,
    first_contracts.account_id,
    'contract' as acv_source,
    first_contracts.first_year_acv_amount,
    first_contracts.signed_date
from first_contracts

union all

select
    as_of_dates.as_of_date,
    first_deals.account_id,
    'won_opportunity' as acv_source,
    first_deals.first_year_acv_amount,
    first_deals.signed_date
from first_deals
inner join {{ ref('int_as_of_dates') }} as as_of_dates
    on first_deals.signed_date <= as_of_dates.as_of_date
where first_deals.deal_number = 1
