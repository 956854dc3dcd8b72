-- The metrics that a dashboard asks for, one column each; those with a window of their own setting
-- in whatever window is set.
select
    metrics.as_of_date,
    metrics.segment_id,
    metrics.scoring_run_id,
    {{ to_money(metric_of('first_year_acv', none, 'signed')) }}
        as first_year_acv_amount,
    {{ to_money(metric_of('first_year_acv_p50', none, 'signed')) }}
        as first_year_acv_p50_amount,
    {{ to_money(metric_of('acv', none, 'signed')) }} as contract_acv_amount,
    {{ to_money(metric_of('arr', 0, 'constant_rate')) }} as arr_amount,
    {{ metric_of('grr', 12, 'point_to_point') }} as grr_12m,
    {{ metric_of('grr', 24, 'point_to_point') }} as grr_24m,
    {{ metric_of('nrr', 12, 'revenue') }} as nrr_12m,
    {{ metric_of('nrr', 24, 'revenue') }} as nrr_24m,
    {{ metric_of('nrr_upper', 24, 'revenue') }} as nrr_upper_24m,
    {{ metric_of('logo_retention', 24, 'logo') }} as logo_retention_24m,
    {{ metric_of('expansion_multiple', 24, 'survivor') }} as expansion_multiple_24m,
    {{ metric_of('win_rate_count', none, 'new_business') }} as win_rate_count,
    {{ metric_of('win_rate_value', none, 'new_business') }} as win_rate_value,
    {{ metric_of('win_rate_index', none, 'new_business') }} as win_rate_index,
    {{ metric_of('days_first_meeting_to_close_p50', none, 'new_business_won') }}
        as days_first_meeting_to_close_p50,
    {{ metric_of('days_stage_entry_to_close_p50', none, 'new_business_won') }}
        as days_stage_entry_to_close_p50,
    {{ metric_of('sales_velocity_per_day', none, 'new_business') }} as sales_velocity_per_day,
    {{ to_money(metric_of('pipeline_created', 3, 'new_and_expansion')) }}
        as pipeline_created_amount,
    {{ metric_of('gross_margin_ratio', 12, 'recognised') }} as gross_margin_ratio_12m,
    {{ to_money(metric_of('contribution', 12, 'recognised')) }}
        as contribution_12m_amount,
    {{ metric_of('margin_missing_share', 12, 'recognised') }}
    > max(params.margin_missing_share_max) as is_margin_low_confidence,
    max(margins.revenue_source) as margin_revenue_source
from {{ ref('fct_segment_metrics') }} as metrics
cross join {{ ref('core_params') }} as params
left join {{ ref('int_segment_margins') }} as margins
    on metrics.as_of_date = margins.as_of_date
    and metrics.segment_id = margins.segment_id
group by metrics.as_of_date, metrics.segment_id, metrics.scoring_run_id
