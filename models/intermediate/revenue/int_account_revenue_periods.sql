-- Unbroken stretches of days with ARR, and how long an account was without before each.
with

lines as (
    select * from {{ ref('int_recurring_lines') }}
    where account_match = 'matched' and is_account_arr_known
),

preceded as (
    select
        lines.*,
        max(active_to) over (
            partition by account_id order by active_from, active_to, contract_line_id
            rows between unbounded preceding and 1 preceding
        ) as latest_end_before
    from lines
),

numbered as (
    select
        preceded.*,
        sum(case
            when latest_end_before is null
                or active_from > {{ add_days('least(latest_end_before, active_from)', 1) }}
                then 1
            else 0
        end) over (
            partition by account_id order by active_from, active_to, contract_line_id
            rows between unbounded preceding and current row
        ) as period_number
    from preceded
),

periods as (
    select
        account_id,
        period_number,
        min(active_from) as first_active_day,
        max(active_to) as last_active_day
    from numbered
    group by account_id, period_number
),

-- The longest term among the lines that ended last says whether the short gap applies.
last_terms as (
    select
        periods.account_id,
        periods.period_number,
        max(numbered.term_months) as last_term_months
    from periods
    inner join numbered
        on periods.account_id = numbered.account_id
        and periods.period_number = numbered.period_number
        and periods.last_active_day = numbered.active_to
    group by periods.account_id, periods.period_number
)

select
    periods.account_id,
    periods.period_number,
    last_terms.last_term_months,
    lag(last_terms.last_term_months) over (account_periods) as term_months_before,
    {{ dbt.datediff(
        'lag(periods.last_active_day) over (account_periods)', 'periods.first_active_day', 'day'
    ) }} - 1 as days_without_arr_before,
    lag(periods.last_active_day) over (account_periods) as last_active_day_before,
    periods.first_active_day,
    periods.last_active_day
from periods
inner join last_terms
    on periods.account_id = last_terms.account_id
    and periods.period_number = last_terms.period_number
window account_periods as (partition by periods.account_id order by periods.period_number)
