-- What changed from month end to month end. A return is a resumption when the account was not
-- without ARR for longer than the gap allows, else a reactivation.
with

changes as (
    select * from {{ ref('int_account_month_arr') }}
    where change_amount <> 0
),

periods as (
    select * from {{ ref('int_account_revenue_periods') }}
),

params as (
    select * from {{ ref('core_params') }}
),

with_gap as (
    select
        changes.*,
        periods.days_without_arr_before <= case
            when periods.term_months_before <= params.short_term_months
                then params.resumption_gap_days_short
            else params.resumption_gap_days
        end as is_within_gap
    from changes
    cross join params
    -- The first period that began after the month end before, where that month end had none.
    left join periods
        on changes.account_id = periods.account_id
        and changes.previous_arr_amount = 0
        and changes.previous_month_end_date < periods.first_active_day
        and changes.previous_month_end_date >= periods.last_active_day_before
)

select
    account_id,
    case
        when arr_amount = 0 then 'churn'
        when previous_arr_amount = 0 and months_with_arr = 1 then 'new'
        when previous_arr_amount = 0 and is_within_gap then 'resumption'
        when previous_arr_amount = 0 then 'reactivation'
        when change_amount > 0 then 'expansion'
        else 'contraction'
    end as movement_type,
    change_amount as movement_amount,
    previous_arr_amount,
    arr_amount,
    month_end_date
from with_gap
