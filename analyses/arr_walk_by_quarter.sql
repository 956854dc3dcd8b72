-- ARR from quarter to quarter by kind of movement: new business, growth, losses and returns.
select
    cast({{ dbt.date_trunc('quarter', 'month_end_date') }} as date) as quarter_start_date,
    sum(case when movement_type = 'new' then movement_amount else 0 end) as new_amount,
    sum(case when movement_type = 'expansion' then movement_amount else 0 end) as expansion_amount,
    sum(case when movement_type = 'contraction' then movement_amount else 0 end)
        as contraction_amount,
    sum(case when movement_type = 'churn' then movement_amount else 0 end) as churn_amount,
    sum(case when movement_type = 'resumption' then movement_amount else 0 end)
        as resumption_amount,
    sum(case when movement_type = 'reactivation' then movement_amount else 0 end)
        as reactivation_amount,
    sum(movement_amount) as net_change_amount
from {{ ref('fct_arr_movements') }}
group by cast({{ dbt.date_trunc('quarter', 'month_end_date') }} as date)
order by quarter_start_date
