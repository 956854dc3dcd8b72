-- Contract lines signed by the as-of date, with the account they count for and what they are
-- worth in a year.
with

lines as (
    select * from {{ ref('core_contract_lines') }}
),

resolution as (
    select * from {{ ref('int_account_resolution') }}
),

run as (
    select * from {{ ref('core_run') }}
),

seen_lines as (
    select
        lines.*,
        resolution.resolved_account_id,
        run.as_of_date,
        {{ months_between('lines.start_date', add_days('lines.end_date', 1)) }} as term_months
    from lines
    cross join run
    left join resolution on lines.account_id = resolution.account_id
    where lines.signed_date <= run.as_of_date
),

annualised as (
    select
        seen_lines.*,
        case amount_period
            when 'month' then cast(amount * 12 as decimal(20, 6))
            when 'quarter' then cast(amount * 4 as decimal(20, 6))
            when 'year' then cast(amount as decimal(20, 6))
            when 'term' then {{ rounded(safe_divide('amount * 12', 'term_months'), 6, 20) }}
        end as annual_amount
    from seen_lines
)

select
    annualised.contract_line_id,
    annualised.contract_id,
    annualised.account_id as billed_account_id,
    annualised.resolved_account_id as account_id,
    case
        when annualised.account_id is null then 'unassigned'
        when annualised.resolved_account_id is null then 'unmatched'
        else 'matched'
    end as account_match,
    annualised.charge_type,
    annualised.amount,
    annualised.amount_period,
    annualised.auto_renews is true as auto_renews,
    annualised.term_months,
    annualised.annual_amount,
    annualised.annual_amount * annualised.arr_fx_rate as arr_amount,
    annualised.annual_amount * as_of_fx.rate as arr_at_as_of_rate_amount,
    annualised.annual_amount * annualised.signed_fx_rate as annual_booking_amount,
    {{ to_factor('annualised.amount') }} * annualised.signed_fx_rate as booking_amount,
    annualised.signed_date,
    annualised.start_date,
    annualised.end_date,
    case
        when annualised.live_date is not null
            then greatest(annualised.start_date, annualised.live_date)
    end as active_from,
    coalesce(annualised.end_date, cast('9999-12-31' as date)) as active_to
from annualised
left join {{ ref('core_fx_intervals') }} as as_of_fx
    on {{ rate_holds('as_of_fx', 'annualised.currency', 'annualised.as_of_date') }}
