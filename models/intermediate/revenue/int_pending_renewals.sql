-- Accounts without ARR on an as-of date whose last contract ended so shortly before it that a
-- return would be a resumption, with what they paid on its last day.
with

as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

lines as (
    select * from {{ ref('int_recurring_lines') }}
    where account_match = 'matched' and arr_amount is not null
),

params as (
    select * from {{ ref('core_params') }}
),

seen_lines as (
    select
        as_of_dates.as_of_date,
        lines.*,
        max(lines.active_to) over (partition by as_of_dates.as_of_date, lines.account_id)
            as last_active_day
    from lines
    inner join as_of_dates
        on lines.signed_date <= as_of_dates.as_of_date
        and lines.active_from <= as_of_dates.as_of_date
),

last_lines as (
    select
        as_of_date,
        account_id,
        last_active_day,
        {{ to_money('sum(arr_amount)') }} as pending_renewal_amount,
        max(case when active_to = last_active_day then term_months end) as last_term_months
    from seen_lines
    where
        last_active_day < as_of_date
        and active_from <= last_active_day
        and active_to >= last_active_day
    group by as_of_date, account_id, last_active_day
)

select
    last_lines.as_of_date,
    last_lines.account_id,
    last_lines.pending_renewal_amount,
    last_lines.last_active_day
from last_lines
cross join params
where
    {{ dbt.datediff('last_lines.last_active_day', 'last_lines.as_of_date', 'day') }}
    <= case
        when last_lines.last_term_months <= params.short_term_months
            then params.resumption_gap_days_short
        else params.resumption_gap_days
    end
