{# Value of one metric out of the rows of fct_segment_metrics that are grouped together. #}
{% macro metric_of(metric, window_months, basis) -%}
    max(case
        when metric_id = '{{ metric }}' and window_months = {{ window_months }} and basis = '{{ basis }}'
            then metric_value
    end)
{%- endmacro %}
