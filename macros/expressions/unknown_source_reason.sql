{#
    Why nobody can know a counted variable on a day: its entity is not delivered, or the window
    before the day (its first day out, the day itself in) begins before the entity's first fact.
    Null: it can be known.
#}
{% macro unknown_source_reason(source, day) -%}
    case
        when not {{ source }}.is_delivered then 'source_not_delivered'
        when {{ source }}.window_days is not null and (
            {{ source }}.first_fact_date is null
            or {{ add_days(day, '1 - ' ~ source ~ '.window_days') }} < {{ source }}.first_fact_date
        ) then 'before_first_record'
    end
{%- endmacro %}
