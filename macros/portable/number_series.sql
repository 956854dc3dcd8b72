{# Rows n = 0 … 10^digits - 1, for spines; no engine's own series function is common to all. #}
{% macro number_series(digits) -%}
    (
        select
            {% for place in range(digits) -%}
            {{ 10 ** place }} * digit_{{ place }}.digit{{ ' + ' if not loop.last }}
            {%- endfor %} as n
        from
            {% for place in range(digits) -%}
            (
                {%- for digit in range(10) -%}
                select {{ digit }} as digit{{ ' union all ' if not loop.last }}
                {%- endfor -%}
            ) as digit_{{ place }}{{ ' cross join ' if not loop.last }}
            {%- endfor %}
    )
{%- endmacro %}
