-- For every account and month end: the movements up to it add up to the ARR on it, and its own
-- movement to the change since the month end before. The ARR is computed anew from the lines.
with

arr_by_month as (
    select
        lines.account_id,
        month_ends.month_end_date,
        {{ to_money('sum(lines.arr_amount)') }} as arr_amount
    from {{ ref('int_recurring_lines') }} as lines
    inner join {{ ref('int_month_ends') }} as month_ends
        on lines.active_from <= month_ends.month_end_date
        and lines.active_to >= month_ends.month_end_date
    where lines.account_match = 'matched' and lines.is_account_arr_known
    group by lines.account_id, month_ends.month_end_date
),

payers as (
    select distinct account_id from arr_by_month
    union
    select account_id from {{ ref('int_arr_movements') }}
),

moved as (
    select
        payers.account_id,
        month_ends.month_end_date,
        coalesce(arr_by_month.arr_amount, 0) as arr_amount,
        coalesce(movements.movement_amount, 0) as movement_amount
    from payers
    cross join {{ ref('int_month_ends') }} as month_ends
    left join arr_by_month
        on payers.account_id = arr_by_month.account_id
        and month_ends.month_end_date = arr_by_month.month_end_date
    left join {{ ref('int_arr_movements') }} as movements
        on payers.account_id = movements.account_id
        and month_ends.month_end_date = movements.month_end_date
),

compared as (
    select
        moved.*,
        arr_amount - lag(arr_amount, 1, 0) over (account_months) as change_amount,
        sum(movement_amount) over (account_months) as movements_to_date_amount
    from moved
    window account_months as (partition by account_id order by month_end_date)
)

select *
from compared
where movement_amount <> change_amount or movements_to_date_amount <> arr_amount
