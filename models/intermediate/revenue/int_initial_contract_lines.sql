-- Lines that make an account's first contract as each as-of date knew it, and what each bills in
-- months 1 to 12 as signed.
with

lines as (
    select
        lines.contract_line_id,
        lines.contract_id,
        lines.account_id,
        lines.auto_renews,
        lines.annual_booking_amount,
        lines.signed_date,
        lines.start_date,
        lines.end_date,
        as_of_dates.as_of_date
    from {{ ref('int_contract_lines') }} as lines
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on lines.signed_date <= as_of_dates.as_of_date
    where
        lines.charge_type = 'recurring'
        and lines.account_match = 'matched'
        and lines.annual_booking_amount > 0
),

first_starts as (
    select
        as_of_date,
        account_id,
        min(start_date) as first_start_date
    from lines
    group by as_of_date, account_id
),

initial_lines as (
    select
        lines.*,
        first_starts.first_start_date,
        {{ add_months('first_starts.first_start_date', 12) }} as first_year_end_date
    from lines
    inner join first_starts
        on lines.as_of_date = first_starts.as_of_date
        and lines.account_id = first_starts.account_id
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
    as_of_date,
    contract_line_id,
    contract_id,
    account_id,
    case
        when first_year_months = 12 then annual_booking_amount
        else {{ share_of_year('annual_booking_amount', 'first_year_months') }}
    end as first_year_amount,
    row_number() over (
        partition by as_of_date, account_id order by start_date, signed_date, contract_line_id
    ) as line_number,
    signed_date,
    start_date
from billed
