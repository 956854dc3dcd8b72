-- Weights as configured, and as used for each segment that has a score.
select
    'cfg_score_weights' as segment_id,
    cast(null as date) as as_of_date,
    cast(sum(weight) as {{ t_double() }}) as weight_sum
from {{ ref('cfg_score_weights') }}
having abs(sum(weight) - 1) > 0.000001

union all

select segment_id, as_of_date, sum(weight)
from {{ ref('fct_segment_score_components') }}
group by segment_id, as_of_date
having abs(sum(weight) - 1) > 0.000001
