{#
    Landed text to a typed value. Each macro gives null for text that is not exactly of the form,
    so that a reason can be given: a bare cast would round, guess or stop the build.
#}

{# Plain number text; with the en-US locale also $1,200.50 and (1,200.50) for a negative. #}
{% macro number_text(text, locale) -%}
    {%- if locale == 'en-US' -%}
    case
        when {{ matches(text, '^[(]?[$]?[0-9]{1,3}(,[0-9]{3})*([.][0-9]+)?[)]?$') }}
            then case when {{ text }} like '(%' then '-' else '' end
                || {{ replace_all(text, '[$,()]', '') }}
        else {{ text }}
    end
    {%- else -%}
    {{ text }}
    {%- endif -%}
{%- endmacro %}

{% macro is_number(text) -%}
    {{ matches(text, '^-?[0-9]{1,16}([.][0-9]+)?$') }}
{%- endmacro %}

{# Trailing zeros beyond the scale are the same number; other digits there are not. #}
{% macro has_scale(text, scale) -%}
    {{ matches(text, '^-?[0-9]{1,16}([.][0-9]{1,' ~ scale ~ '}0*)?$') }}
{%- endmacro %}

{% macro parse_number(text, scale) -%}
    case
        when {{ has_scale(text, scale) }}
            then cast({{ text }} as decimal({{ 16 + scale }}, {{ scale }}))
    end
{%- endmacro %}

{% macro parse_integer(text) -%}
    case when {{ matches(text, '^-?[0-9]{1,18}$') }} then cast({{ text }} as bigint) end
{%- endmacro %}

{% macro parse_boolean(text) -%}
    case
        when lower({{ text }}) in ('true', 't', 'yes', 'y', '1') then true
        when lower({{ text }}) in ('false', 'f', 'no', 'n', '0') then false
    end
{%- endmacro %}

{# A day of the calendar as YYYY-MM-DD; a midnight after it, as Parquet writes, is the same day. There
   is no year 0000, and no hour 24: some engines take them for other days. #}
{% macro parse_date(text) -%}
    case
        when {{ matches(text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00:00)?$') }}
            and {{ text }} not like '0000%'
            then {{ calendar_date('substring(' ~ text ~ ', 1, 10)') }}
    end
{%- endmacro %}

{# Moment in UTC. Without an offset the text is read as UTC, as the contract says. #}
{% macro parse_timestamp(text) -%}
    case
        when {{ matches(
            text,
            '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?'
            ~ '(Z|[+-][0-1][0-9](:[0-5][0-9])?)?)?$'
        ) }}
            and {{ text }} not like '0000%'
            then {{ utc_timestamp(text) }}
    end
{%- endmacro %}

{#
    An offset in the text is applied by hand: a cast to timestamp drops it without a word.
    Text without an offset is UTC.
#}
{% macro utc_timestamp(text) -%}
    {%- set offset = '(Z|[+-][0-9]{2}(:[0-9]{2})?)$' -%}
    {%- set wall_clock -%}
        case when length({{ text }}) > 10 then {{ replace_all(text, offset, '') }} else {{ text }} end
    {%- endset -%}
    {%- set offset_minutes -%}
        case
            when length({{ text }}) > 10 and {{ matches(text, '[+-][0-9]{2}:[0-9]{2}$') }}
                then cast(left(right({{ text }}, 6), 1) || '1' as integer) * (
                    60 * cast(left(right({{ text }}, 5), 2) as integer)
                    + cast(right({{ text }}, 2) as integer)
                )
            when length({{ text }}) > 10 and {{ matches(text, ':.*[+-][0-9]{2}$') }}
                then 60 * cast(right({{ text }}, 3) as integer)
            else 0
        end
    {%- endset -%}
    {{ dbt.dateadd('minute', '-1 * (' ~ offset_minutes ~ ')', calendar_timestamp(wall_clock)) }}
{%- endmacro %}
