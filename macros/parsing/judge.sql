{#
    Staging judges each landed row once by the contract. Three steps, one macro each:
    clean_columns (text), typed_columns (values), reason_list (why a row is refused).
    Reasons are codes `column:code;` in contract order; a valid row has the empty text.
#}

{% macro clean_columns(entity) -%}
    {%- set contract = governed_entities()[entity] -%}
    {%- for column in contract.columns %}
        {%- set text = "nullif(" ~ trimmed(column.name) ~ ", '')" %}
        {%- if column.type == 'number' %}{% set text = number_text(text, contract.locale) %}{% endif %}
        {{ null_if_token(text, contract.null_tokens) }} as {{ column.name }},
    {%- endfor %}
{%- endmacro %}

{# Null for a text by which the contract writes null. #}
{% macro null_if_token(text, null_tokens) -%}
    {%- if null_tokens -%}
    case when {{ text }} not in ({{ quoted_list(null_tokens) }}) then {{ text }} end
    {%- else -%}
    {{ text }}
    {%- endif -%}
{%- endmacro %}

{% macro quoted_list(values) -%}
    {%- for value in values -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(value)) }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro typed_value(column) -%}
    {%- if column.type == 'number' -%}{{ parse_number(column.name, column.scale) }}
    {%- elif column.type == 'integer' -%}{{ parse_integer(column.name) }}
    {%- elif column.type == 'boolean' -%}{{ parse_boolean(column.name) }}
    {%- elif column.type == 'date' -%}{{ parse_date(column.name) }}
    {%- elif column.type == 'timestamp' -%}{{ parse_timestamp(column.name) }}
    {%- else -%}{{ column.name }}
    {%- endif -%}
{%- endmacro %}

{% macro typed_columns(entity) -%}
    {%- for column in governed_entities()[entity].columns %}
        {{ typed_value(column) }} as {{ column.name }},
    {%- endfor %}
{%- endmacro %}

{# Each (code, condition) under which a column's text is refused, in the order they are told. #}
{% macro column_faults(column) -%}
    {%- set name = column.name -%}
    {%- set faults = [] -%}
    {%- if column.required %}{% do faults.append(('missing', name ~ ' is null')) %}{% endif -%}
    {%- if column.type == 'number' -%}
        {%- do faults.append(('not_a_number', 'not ' ~ is_number(name))) -%}
        {%- do faults.append(('too_many_decimals', 'not ' ~ has_scale(name, column.scale))) -%}
    {%- elif column.type != 'string' -%}
        {%- set article = 'an_' if column.type == 'integer' else 'a_' -%}
        {%- do faults.append((
            'not_' ~ article ~ column.type, name ~ ' is not null and (' ~ typed_value(column) ~ ') is null'
        )) -%}
    {%- endif -%}
    {%- if column.max_length -%}
        {%- do faults.append(('too_long', 'length(' ~ name ~ ') > ' ~ column.max_length)) -%}
    {%- endif -%}
    {%- if column.pattern -%}
        {%- do faults.append(('malformed', 'not ' ~ matches(name, column.pattern))) -%}
    {%- endif -%}
    {%- if column.allowed -%}
        {%- do faults.append(('not_allowed', name ~ ' not in (' ~ quoted_list(column.allowed) ~ ')')) -%}
    {%- endif -%}
    {%- for limit, code, comparison in [
        ('minimum', 'below_minimum', '<'),
        ('exclusive_minimum', 'below_minimum', '<='),
        ('maximum', 'above_maximum', '>'),
    ] -%}
        {%- if column[limit] is defined -%}
            {%- do faults.append((code, '(' ~ typed_value(column) ~ ') ' ~ comparison ~ ' ' ~ column[limit])) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if column.type in ('date', 'timestamp') and column.planned != 'true' and column.planned is not sameas true -%}
        {%- set future = '(' ~ typed_value(column) ~ ') > latest_plausible_at' -%}
        {%- if column.planned %}{% set future = future ~ ' and not coalesce(' ~ column.planned ~ ', false)' %}{% endif -%}
        {%- do faults.append(('in_the_future', future)) -%}
    {%- endif -%}
    {{ return(faults) }}
{%- endmacro %}

{# Text of the first fault of each column, all columns one after another. #}
{% macro column_reasons(entity) -%}
    {%- for column in governed_entities()[entity].columns %}
        {%- set faults = column_faults(column) %}
        {%- if faults %}
        || case
            {%- for code, condition in faults %}
            when {{ condition }} then '{{ column.name }}:{{ code }};'
            {%- endfor %}
            else ''
        end
        {%- endif %}
    {%- endfor %}
{%- endmacro %}

{# The contract's row rules, judged on typed columns. #}
{% macro row_reasons(entity) -%}
    {%- for rule in governed_entities()[entity].row_rules %}
        || case when {{ rule.predicate }} then '{{ rule.id }};' else '' end
    {%- endfor %}
{%- endmacro %}

{% macro carried_columns(carried) -%}
    {%- for name in carried %}
        {{ name }},
    {%- endfor %}
{%- endmacro %}

{#
    CTEs from `landed` to `judged_rows`: typed columns, where the row stood, and its reasons.
    Of rows that say the same under one key the first stays; rows that disagree are all refused.
    Needs a CTE `landed` with the contract's columns as text, record_number and line_number; columns
    of it that are `carried` pass through unjudged.
#}
{% macro judged_rows(entity, system, carried=[]) -%}
{%- set key = governed_entities()[entity].key -%}
{%- set names = governed_entities()[entity].columns | map(attribute='name') | list -%}
clean_text as (
    select
        {{ clean_columns(entity) }}
        {{- carried_columns(carried) }}
        record_number,
        line_number
    from landed
    {{ computed_once() }}
),

plausible_dates as (
    select cast(
        {{ dbt.dateadd('day', 1, 'coalesce(extracted_at, cast(as_of_date as timestamp))') }}
        as timestamp
    ) as latest_plausible_at
    from {{ source('landed', 'run_context') }}
),

typed_rows as (
    select
        {{ typed_columns(entity) }}
        {{- carried_columns(carried) }}
        record_number,
        line_number,
        ''
        {{- column_reasons(entity) }} as column_reasons
    from clean_text
    cross join plausible_dates
    {{ computed_once() }}
),

-- Copies are compared by what they say, not by how they write it: 1.1 is 1.10.
hashed_rows as (
    select
        typed_rows.*,
        {{ md5_of(names) }} as content_hash
    from typed_rows
),

compared_copies as (
    select
        hashed_rows.*,
        row_number() over (partition by {{ key | join(', ') }} order by record_number) as copy_number,
        min(content_hash) over (partition by {{ key | join(', ') }}) as first_content_hash,
        max(content_hash) over (partition by {{ key | join(', ') }}) as last_content_hash
    from hashed_rows
),

judged_rows as (
    select
        {{ dbt.string_literal(system) }} as source_system,
        {%- for name in names %}
        {{ name }},
        {%- endfor %}
        {{- carried_columns(carried) }}
        record_number,
        line_number,
        column_reasons
        {{- row_reasons(entity) }}
        || case
            when {{ key | join(' is null or ') }} is null then ''
            when first_content_hash <> last_content_hash then 'duplicate_conflict;'
            when copy_number > 1 then 'duplicate_identical;'
            else ''
        end as reasons
    from compared_copies
)
{%- endmacro %}
