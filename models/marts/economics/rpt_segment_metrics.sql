-- The metrics that a dashboard asks for, one column each.
select
    as_of_date,
    segment_id,
    scoring_run_id,
    {{ metric_of('first_year_acv', 24, 'signed') }} as first_year_acv,
    {{ metric_of('first_year_acv_p50', 24, 'signed') }} as first_year_acv_p50,
    {{ metric_of('acv', 24, 'signed') }} as contract_acv,
    {{ metric_of('arr', 0, 'constant_rate') }} as arr,
    {{ metric_of('grr', 12, 'point_to_point') }} as grr_12m,
    {{ metric_of('grr', 24, 'point_to_point') }} as grr_24m,
    {{ metric_of('nrr', 12, 'revenue') }} as nrr_12m,
    {{ metric_of('nrr', 24, 'revenue') }} as nrr_24m,
    {{ metric_of('nrr_upper', 24, 'revenue') }} as nrr_upper_24m,
    {{ metric_of('logo_retention', 24, 'logo') }} as logo_retention_24m,
    {{ metric_of('expansion_multiple', 24, 'survivor') }} as expansion_multiple_24m,
    {{ metric_of('win_rate_count', 24, 'new_business') }} as win_rate_count,
    {{ metric_of('win_rate_value', 24, 'new_business') }} as win_rate_value,
    {{ metric_of('win_rate_index', 24, 'new_business') }} as win_rate_index,
    {{ metric_of('days_first_meeting_to_close_p50', 24, 'new_business_won') }}
        as days_first_meeting_to_close_p50
from {{ ref('fct_segment_metrics') }}
group by as_of_date, segment_id, scoring_run_id
