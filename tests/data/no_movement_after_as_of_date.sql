-- Nothing moves after the day of the run: a contract that is still open has not churned.
select
    movements.account_id,
    movements.movement_type,
    movements.movement_amount,
    movements.month_end_date,
    run.as_of_date
from {{ ref('int_arr_movements') }} as movements
inner join {{ ref('core_run') }} as run on movements.month_end_date > run.as_of_date
