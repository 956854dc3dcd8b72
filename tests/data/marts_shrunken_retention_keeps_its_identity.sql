-- One credibility for gross and net: their order holds, and gross × survivor multiple is net.
with

shrunken as (
    select
        as_of_date,
        segment_id,
        window_months,
        max(case when metric_id = 'grr' and basis = 'point_to_point' then shrunken_value end)
            as grr,
        max(case when metric_id = 'nrr' then shrunken_value end) as nrr,
        max(case
            when metric_id = 'expansion_multiple' and basis = 'survivor' then shrunken_value
        end) as multiple,
        max(case when metric_id = 'grr' and basis = 'point_to_point' then credibility end)
            as grr_credibility,
        max(case when metric_id = 'nrr' then credibility end) as nrr_credibility
    from {{ ref('fct_segment_metrics') }}
    group by as_of_date, segment_id, window_months
)

select *
from shrunken
where
    grr > nrr + 0.000000001
    or abs(grr * multiple - nrr) > 0.000000001
    or grr_credibility <> nrr_credibility
    or (grr is null) <> (nrr is null)
