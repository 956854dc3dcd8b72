select
    movements.account_id,
    movements.month_end_date,
    movements.movement_type,
    segments.segment_id,
    movements.movement_amount,
    movements.previous_arr_amount,
    movements.arr_amount,
    params.reporting_currency as currency_code
from {{ ref('int_arr_movements') }} as movements
cross join {{ ref('core_params') }} as params
cross join {{ ref('core_run') }} as run
left join {{ ref('int_account_segments') }} as segments
    on movements.account_id = segments.account_id
    and run.as_of_date = segments.as_of_date
