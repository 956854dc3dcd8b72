{#
    Spark only, in place of the adapter's own: those write each argument up to seven times, so that
    nested calls grow beyond what Spark plans in minutes; they lose microseconds, and count months as
    no other engine does.
#}

{# A moment so much later; the day of a month is clipped to the month's end. #}
{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) -%}
    timestampadd({{ datepart }}, {{ interval }}, {{ from_date_or_timestamp }})
{%- endmacro %}

{# How many ends of a day or of a month lie between two days. #}
{% macro spark__datediff(first_date, second_date, datepart) -%}
    {%- if datepart == 'day' -%}
    datediff({{ second_date }}, {{ first_date }})
    {%- elif datepart == 'month' -%}
    (12 * (year({{ second_date }}) - year({{ first_date }}))
        + month({{ second_date }}) - month({{ first_date }}))
    {%- else -%}
    {{ exceptions.raise_compiler_error('datediff of ' ~ datepart ~ ' is not written for Spark') }}
    {%- endif -%}
{%- endmacro %}

{% macro spark__last_day(date, datepart) -%}
    {%- if datepart == 'month' -%}
    last_day({{ date }})
    {%- else -%}
    {{ default__last_day(date, datepart) }}
    {%- endif -%}
{%- endmacro %}

{% macro spark__split_part(string_text, delimiter_text, part_number) -%}
    split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }})
{%- endmacro %}
