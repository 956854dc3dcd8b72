-- What contracts bring in a month, for the charge types of which an account has no invoice:
-- recurring and usage lines their monthly amount by the days they are live, the others their amount
-- over their days. Amounts are converted on the day of signature. One line without an amount makes
-- the month unknown.
with

invoiced_types as (
    select distinct
        account_id,
        charge_type
    from {{ ref('int_invoice_lines') }}
    where account_match = 'matched'
),

lines as (
    select
        contract_lines.account_id,
        contract_lines.charge_type in ('recurring', 'usage') as is_periodic,
        contract_lines.annual_booking_amount,
        contract_lines.booking_amount,
        case
            when contract_lines.charge_type in ('one_time', 'services')
                then contract_lines.start_date
            else contract_lines.active_from
        end as first_day,
        case
            when contract_lines.charge_type in ('one_time', 'services')
                then coalesce(contract_lines.end_date, contract_lines.start_date)
            else contract_lines.active_to
        end as last_day
    from {{ ref('int_contract_lines') }} as contract_lines
    left join invoiced_types
        on contract_lines.account_id = invoiced_types.account_id
        and contract_lines.charge_type = invoiced_types.charge_type
    where contract_lines.account_match = 'matched' and invoiced_types.account_id is null
),

earned_days as (
    select
        lines.*,
        months.month_start_date,
        {{ days_through('months.month_start_date', 'months.month_end_date') }} as month_days,
        {{ days_through('lines.first_day', 'lines.last_day') }} as line_days,
        {{ days_through(
            'greatest(lines.first_day, months.month_start_date)',
            'least(lines.last_day, months.month_end_date)'
        ) }} as earned_days
    from lines
    inner join {{ ref('int_ledger_months') }} as months
        on lines.first_day <= months.month_end_date
        and lines.last_day >= months.month_start_date
),

earned as (
    select
        account_id,
        month_start_date,
        case
            when is_periodic then {{ to_money(
                safe_divide('annual_booking_amount * earned_days', '12 * month_days')
            ) }}
            else {{ to_money(safe_divide('booking_amount * earned_days', 'line_days')) }}
        end as revenue_amount
    from earned_days
)

select
    account_id,
    month_start_date,
    case when count(*) = count(revenue_amount) then cast(sum(revenue_amount) as {{ t_money() }}) end
        as revenue_amount
from earned
group by account_id, month_start_date
