{# The day `months` calendar months from a date; the day is clipped to the month's end. #}
{% macro add_months(date, months) -%}
    cast({{ dbt.dateadd('month', months, date) }} as date)
{%- endmacro %}

{% macro add_days(date, days) -%}
    cast({{ dbt.dateadd('day', days, date) }} as date)
{%- endmacro %}

{# Days from one day through another, both counted. #}
{% macro days_through(from_date, to_date) -%}
    ({{ dbt.datediff(from_date, to_date, 'day') }} + 1)
{%- endmacro %}

{# Whole calendar months from one day to another, never more than have passed. #}
{% macro whole_months(from_date, to_date) -%}
    ({{ dbt.datediff(from_date, to_date, 'month') }}
    - case
        when {{ add_months(from_date, dbt.datediff(from_date, to_date, 'month')) }} > {{ to_date }}
            then 1
        else 0
    end)
{%- endmacro %}

{# The fewest calendar months that reach from one day to another: 0 on the same day, never less
   than have passed. #}
{% macro months_to_reach(from_date, to_date) -%}
    ({{ whole_months(from_date, to_date) }}
    + case
        when {{ add_months(from_date, whole_months(from_date, to_date)) }} < {{ to_date }} then 1
        else 0
    end)
{%- endmacro %}

{#
    Months from one day to another as a double: whole calendar months, and the days left over
    divided by 30.4375, the mean length of a month.
#}
{% macro months_between(from_date, to_date) -%}
    {%- set whole = whole_months(from_date, to_date) -%}
    (cast({{ whole }} as {{ t_double() }})
    + cast({{ dbt.datediff(add_months(from_date, whole), to_date, 'day') }} as {{ t_double() }})
    / 30.4375)
{%- endmacro %}

{# True when a day lies in the last `months` months up to a date: the start is out, the end is in. #}
{% macro within_months(day, to_date, months) -%}
    {{ day }} > {{ add_months(to_date, '-1 * ' ~ months) }} and {{ day }} <= {{ to_date }}
{%- endmacro %}

{# Null for a day that the calendar does not have, such as 2024-02-30. #}
{% macro calendar_date(text) -%}
    {{ return(adapter.dispatch('calendar_date', 'revenue_segments')(text)) }}
{%- endmacro %}
{% macro default__calendar_date(text) %}try_cast({{ text }} as date){% endmacro %}

{# Null for a moment that the calendar does not have. #}
{% macro calendar_timestamp(text) -%}
    {{ return(adapter.dispatch('calendar_timestamp', 'revenue_segments')(text)) }}
{%- endmacro %}
{% macro default__calendar_timestamp(text) %}try_cast({{ text }} as timestamp){% endmacro %}
