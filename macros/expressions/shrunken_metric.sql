{# Shrunken value of one metric out of the rows of int_segment_shrunk_metrics grouped together. #}
{% macro shrunken_metric(metric, basis) -%}
    max(case
        when shrunk.metric_id = '{{ metric }}' and shrunk.basis = {{ basis }}
            then shrunk.shrunken_value
    end)
{%- endmacro %}
