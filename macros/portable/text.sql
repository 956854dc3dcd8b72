{# True when the whole text fits a pattern without backslashes. #}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'revenue_segments')(text, pattern)) }}
{%- endmacro %}
{% macro default__matches(text, pattern) %}regexp_matches({{ text }}, '{{ pattern }}'){% endmacro %}
{% macro postgres__matches(text, pattern) %}({{ text }} ~ '{{ pattern }}'){% endmacro %}
{# Its last $ would also stand before a line break that ends the text. #}
{% macro spark__matches(text, pattern) -%}
    {%- set end = '(?![^$])' if pattern.endswith('$') else '' -%}
    ({{ text }} rlike '{{ pattern ~ end }}')
{%- endmacro %}

{% macro replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('replace_all', 'revenue_segments')(text, pattern, replacement)) }}
{%- endmacro %}
{% macro default__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}
{% macro spark__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{# Hash of several columns as text: each with its length before it, so that nothing runs into the
   next value and null is like no text. #}
{% macro md5_of(columns) -%}
    md5({% for column in columns -%}
    {%- set text = 'cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')' -%}
    coalesce(cast(length({{ text }}) as {{ dbt.type_string() }}) || ':' || {{ text }}, '~')
    {{- " || " if not loop.last }}
    {%- endfor %})
{%- endmacro %}

{# The known values of a group in order, as one text with commas; null where there is none. #}
{% macro sorted_list(value) -%}
    {{ return(adapter.dispatch('sorted_list', 'revenue_segments')(value)) }}
{%- endmacro %}
{% macro default__sorted_list(value) -%}
    string_agg({{ value }}, ', ' order by {{ value }})
{%- endmacro %}
{% macro spark__sorted_list(value) -%}
    nullif(array_join(sort_array(collect_list({{ value }})), ', '), '')
{%- endmacro %}

{# Text without the spaces around it, also those of typesetters: a no-break space comes with many an
   export. Other engines take away the plain one alone. #}
{% macro trimmed(text) -%}
    {{ return(adapter.dispatch('trimmed', 'revenue_segments')(text)) }}
{%- endmacro %}
{% macro duckdb__trimmed(text) %}trim({{ text }}){% endmacro %}
{% macro default__trimmed(text) -%}
    {%- set spaces = '\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000' -%}
    trim(both '{{ spaces }}' from {{ text }})
{%- endmacro %}
