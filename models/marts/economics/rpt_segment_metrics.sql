-- The metrics that a dashboard asks for, one column each.
select
    as_of_date,
    segment_id,
    scoring_run_id,
    {%- for column, metric, window, basis in [
        ('first_year_acv', 'first_year_acv', 24, 'signed'),
        ('first_year_acv_p50', 'first_year_acv_p50', 24, 'signed'),
        ('contract_acv', 'acv', 24, 'signed'),
        ('arr', 'arr', 0, 'constant_rate'),
        ('grr_12m', 'grr', 12, 'point_to_point'),
        ('grr_24m', 'grr', 24, 'point_to_point'),
        ('nrr_12m', 'nrr', 12, 'revenue'),
        ('nrr_24m', 'nrr', 24, 'revenue'),
        ('nrr_upper_24m', 'nrr_upper', 24, 'revenue'),
        ('logo_retention_24m', 'logo_retention', 24, 'logo'),
        ('expansion_multiple_24m', 'expansion_multiple', 24, 'survivor'),
        ('win_rate_count', 'win_rate_count', 24, 'new_business'),
        ('win_rate_value', 'win_rate_value', 24, 'new_business'),
        ('win_rate_index', 'win_rate_index', 24, 'new_business'),
        ('days_first_meeting_to_close_p50', 'days_first_meeting_to_close_p50', 24, 'new_business_won'),
    ] %}
    max(case
        when metric_id = '{{ metric }}' and window_months = {{ window }} and basis = '{{ basis }}'
            then metric_value
    end) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('fct_segment_metrics') }}
group by as_of_date, segment_id, scoring_run_id
