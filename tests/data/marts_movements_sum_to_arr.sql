-- The movements of an account lead from nothing to its ARR without a gap.
with

ordered as (
    select
        movements.*,
        lag(arr_amount) over (partition by account_id order by month_end_date) as arr_before_amount
    from {{ ref('fct_arr_movements') }} as movements
)

select account_id, month_end_date, previous_arr_amount, arr_before_amount, movement_amount, arr_amount
from ordered
where
    previous_arr_amount <> coalesce(arr_before_amount, 0)
    or previous_arr_amount + movement_amount <> arr_amount
    or movement_amount = 0
    or (movement_type = 'new') <> (arr_before_amount is null)
