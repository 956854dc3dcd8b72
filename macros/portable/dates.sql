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

{# Null for a day that the calendar does not have, such as 2024-02-30; of text YYYY-MM-DD. #}
{% macro calendar_date(text) -%}
    {{ return(adapter.dispatch('calendar_date', 'revenue_segments')(text)) }}
{%- endmacro %}
{% macro default__calendar_date(text) %}try_cast({{ text }} as date){% endmacro %}
{# PostgreSQL has no cast that gives null: the day is counted from the first of January, and is one of
   the calendar if it reads as it was written. #}
{% macro postgres__calendar_date(text) -%}
    {%- set counted -%}
        make_date(nullif(cast(substring({{ text }}, 1, 4) as integer), 0), 1, 1) + make_interval(
            months => cast(substring({{ text }}, 6, 2) as integer) - 1,
            days => cast(substring({{ text }}, 9, 2) as integer) - 1
        )
    {%- endset -%}
    case
        when to_char({{ counted }}, 'YYYY-MM-DD') = substring({{ text }}, 1, 10)
            then cast({{ counted }} as date)
    end
{%- endmacro %}

{# Null for a moment that the calendar does not have; of text YYYY-MM-DD and a time of day to the
   microsecond, what is finer being cut off. #}
{% macro calendar_timestamp(text) -%}
    {{ return(adapter.dispatch('calendar_timestamp', 'revenue_segments')(text)) }}
{%- endmacro %}
{% macro default__calendar_timestamp(text) %}try_cast({{ text }} as timestamp){% endmacro %}
{% macro postgres__calendar_timestamp(text) -%}
    case
        when {{ calendar_date(text) }} is not null
            then cast(substring({{ text }}, 1, 26) as timestamp)
    end
{%- endmacro %}
