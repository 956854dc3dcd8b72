{#
    CTEs from a system's own layout to `judged_rows`. `columns` maps governed names to SQL on
    `relation`; what it does not name is null. Values of `repaired` columns that cfg_value_map lists
    for the system are replaced, and `value_repairs` tells which: `column=raw value;`.
#}
{% macro mapped_rows(entity, system, relation, columns, repaired=[]) -%}
    {%- set names = governed_entities()[entity].columns | map(attribute='name') | list -%}
    {%- for name in columns if name not in names -%}
        {{ exceptions.raise_compiler_error(entity ~ ' has no governed column ' ~ name) }}
    {%- endfor -%}
    {%- for name in repaired if name not in columns -%}
        {{ exceptions.raise_compiler_error(name ~ ' is to be repaired, but gets no value') }}
    {%- endfor -%}
governed_texts as (
    select
        {%- for name in names %}
        cast({{ columns.get(name, 'null') }} as {{ dbt.type_string() }}) as {{ name }},
        {%- endfor %}
        record_number,
        line_number
    from {{ relation }}
),

landed as (
    select
        {%- for name in names if name not in repaired %}
        {{ name }},
        {%- endfor %}
        {%- for name in repaired %}
        coalesce({{ governed_value(entity, system, name) }}, {{ name }}) as {{ name }},
        {%- endfor %}
        ''
        {%- for name in repaired %}
        || case
            when {{ governed_value(entity, system, name) }} is not null
                then '{{ name }}=' || {{ trimmed(name) }} || ';'
            else ''
        end
        {%- endfor %} as value_repairs,
        record_number,
        line_number
    from governed_texts
),

{{ judged_rows(entity, system, carried=['value_repairs']) }}
{%- endmacro %}

{# A number in another unit; what is no number stays as it is, for the judge to refuse. #}
{% macro number_times(text, factor) -%}
    case
        when {{ has_scale(trimmed(text), 6) }}
            then cast(
                cast({{ trimmed(text) }} as decimal(22, 6)) * {{ factor }} as {{ dbt.type_string() }}
            )
        else {{ text }}
    end
{%- endmacro %}

{# What cfg_value_map writes for a raw value; null where it lists none. #}
{% macro governed_value(entity, system, name) -%}
    (
        select max(value_map.governed_value)
        from {{ ref('cfg_value_map') }} as value_map
        where
            value_map.source_system = '{{ system }}'
            and value_map.entity = '{{ entity }}'
            and value_map.column_name = '{{ name }}'
            and value_map.raw_value = {{ trimmed('governed_texts.' ~ name) }}
    )
{%- endmacro %}

{# Repairs of all systems with their own layout: how many records have which ones. #}
{% macro united_value_repairs() -%}
    {%- set staged = [] -%}
    {%- for system, entities in var('connectors').items() if system != 'files' -%}
        {%- for entity in entities -%}{% do staged.append((system, entity)) %}{%- endfor -%}
    {%- endfor -%}
    {%- for system, entity in staged %}
    select
        source_system,
        '{{ entity }}' as entity,
        value_repairs,
        count(*) as record_count
    from {{ ref('stg_' ~ system ~ '__' ~ entity) }}
    where value_repairs <> ''
    group by source_system, value_repairs
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as source_system,
        cast(null as {{ dbt.type_string() }}) as entity,
        cast(null as {{ dbt.type_string() }}) as value_repairs,
        cast(null as bigint) as record_count
    where 1 = 0
    {%- endfor %}
{%- endmacro %}
