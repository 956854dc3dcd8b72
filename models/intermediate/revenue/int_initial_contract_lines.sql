-- Lines that make an account's first contract, and what each bills in months 1 to 12 as signed.
with

lines as (
    select * from {{ ref('int_contract_lines') }}
    where
        charge_type = 'recurring'
        and account_match = 'matched'
        and annual_booking_amount > 0
),

first_starts as (
    select
        account_id,
        min(start_date) as first_start_date
    from lines
    group by account_id
),

initial_lines as (
    select
        lines.*,
        first_starts.first_start_date,
        {{ add_months('first_starts.first_start_date', 12) }} as first_year_end_date
    from lines
    inner join first_starts on lines.account_id = first_starts.account_id
    cross join {{ ref('core_params') }} as params
    where
        {{ dbt.datediff('first_starts.first_start_date', 'lines.start_date', 'day') }}
        <= params.initial_contract_days
),

-- A line that goes on until somebody ends it is worth a year, whatever happened later.
billed as (
    select
        initial_lines.*,
        case
            when end_date is null or auto_renews then 12
            else {{ months_between(
                'start_date',
                'least(' ~ add_days('end_date', 1) ~ ', first_year_end_date)'
            ) }}
        end as first_year_months
    from initial_lines
)

select
    contract_line_id,
    contract_id,
    account_id,
    case
        when first_year_months = 12 then annual_booking_amount
        else {{ share_of_year('annual_booking_amount', 'first_year_months') }}
    end as first_year_amount,
    row_number() over (
        partition by account_id order by start_date, signed_date, contract_line_id
    ) as line_number,
    signed_date,
    start_date
from billed
