-- Margins of each cell as rows of the long metrics table.
{%- set metrics = [
    ('gross_margin', 'gross_margin_amount', 'null'),
    ('cost_to_serve', 'cost_to_serve_amount', 'null'),
    ('contribution', 'contribution_amount', 'null'),
    ('gross_margin_ratio', 'gross_margin_amount', 'revenue_amount'),
    ('margin_missing_share', 'imputed_revenue_amount', 'revenue_amount'),
] %}

{% for metric, numerator, denominator in metrics -%}
select
    as_of_date,
    segment_id,
    '{{ metric }}' as metric_id,
    12 as window_months,
    'recognised' as basis,
    {{ numerator }} as numerator,
    cast({{ denominator }} as {{ t_money() }}) as denominator,
    account_count as observation_count,
    {% if denominator == 'null' -%}
    cast({{ numerator }} as {{ t_double() }}) as metric_value,
    {%- else -%}
    {{ safe_divide(numerator, denominator) }} as metric_value,
    {%- endif %}
    cast(null as {{ t_double() }}) as standard_error,
    cast(null as {{ dbt.type_string() }}) as interval_method,
    cast(null as {{ dbt.type_string() }}) as shrinkage_method
from {{ ref('int_segment_margins') }}
{{ 'union all' if not loop.last }}
{% endfor %}
