-- Every metric that could be observed, of every cell and of the portfolio.
{%- for metrics_model in [
    'int_segment_retention_metrics', 'int_segment_sales_metrics', 'int_segment_cycle_metrics',
    'int_segment_value_metrics', 'int_segment_pipeline_metrics', 'int_segment_margin_metrics',
    'int_segment_run_rate_metrics'
] %}
{{ 'union all' if not loop.first }}
select
    as_of_date,
    segment_id,
    metric_id,
    window_months,
    basis,
    numerator,
    denominator,
    observation_count,
    metric_value,
    standard_error,
    cast(interval_method as {{ dbt.type_string() }}) as interval_method,
    cast(shrinkage_method as {{ dbt.type_string() }}) as shrinkage_method
from {{ ref(metrics_model) }}
{%- endfor %}
