-- Gross by movement is at most gross point to point, which is at most net, which is at most net
-- with pending renewals.
with

rates as (
    select
        as_of_date,
        segment_id,
        window_months,
        max(case when metric_id = 'grr' and basis = 'movement' then metric_value end)
            as grr_by_movement,
        max(case when metric_id = 'grr' and basis = 'point_to_point' then metric_value end) as grr,
        max(case when metric_id = 'nrr' then metric_value end) as nrr,
        max(case when metric_id = 'nrr_upper' then metric_value end) as nrr_upper
    from {{ ref('fct_segment_metrics') }}
    where metric_id in ('grr', 'nrr', 'nrr_upper')
    group by as_of_date, segment_id, window_months
)

select *
from rates
where
    grr_by_movement > grr + 0.000000001
    or grr > nrr + 0.000000001
    or nrr > nrr_upper + 0.000000001
    or grr not between 0 and 1
    or grr_by_movement not between 0 and 1
