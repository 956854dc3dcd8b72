{#
    Value of one metric out of the rows of fct_segment_metrics that are grouped together; no window
    where the metric has one row in whatever window is set.
#}
{% macro metric_of(metric, window_months, basis) -%}
    max(case
        when metric_id = '{{ metric }}' and basis = '{{ basis }}'
        {%- if window_months is not none %} and window_months = {{ window_months }}{% endif %}
            then metric_value
    end)
{%- endmacro %}
