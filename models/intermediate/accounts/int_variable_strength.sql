-- What a variable's weight rests on: its mean predictive power for deal size and retention, noise
-- counted as none, and beside it what it says about winning.
with

predictiveness as (
    select * from {{ ref('int_variable_predictiveness') }}
),

judged as (
    select
        predictiveness.variable_name,
        case
            when predictiveness.target = 'won' or predictiveness.is_insufficient then null
            when predictiveness.is_signal then predictiveness.epsilon_squared
            else 0
        end as power,
        case when predictiveness.target = 'won' then predictiveness.information_value end
            as information_value,
        case
            when predictiveness.target <> 'won' then null
            when predictiveness.is_insufficient then 'insufficient'
            when not predictiveness.is_signal then 'no_signal'
            when predictiveness.information_value > params.information_value_suspicious_min
                then 'suspicious'
            else 'signal'
        end as information_value_status
    from predictiveness
    cross join {{ ref('core_params') }} as params
)

select
    variable_name,
    {{ safe_divide(order_free_sum('power'), 'count(power)') }} as predictive_power,
    max(information_value) as information_value,
    max(information_value_status) as information_value_status
from judged
group by variable_name
