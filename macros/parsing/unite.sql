{#
    All systems that give an entity, one below the other; ids become `<system>:<id>`, so that
    two systems never meet by accident. An entity that no system gives is empty and typed.
#}
{% macro united_systems(entity) -%}
    {%- set contract = governed_entities()[entity] -%}
    {%- set systems = [] -%}
    {%- for system, entities in var('connectors').items() if entity in entities -%}
        {%- do systems.append(system) -%}
    {%- endfor -%}
    {%- for system in systems %}
    select
        source_system,
        {{ contract.key[0] }} as source_record_id,
        {%- for column in contract.columns %}
        {{ prefixed_id(column.name) }} as {{ column.name }},
        {%- endfor %}
        record_number,
        line_number,
        reasons
    from {{ ref('stg_' ~ system ~ '__' ~ entity) }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as source_system,
        cast(null as {{ dbt.type_string() }}) as source_record_id,
        {%- for column in contract.columns %}
        cast(null as {{ governed_type(column) }}) as {{ column.name }},
        {%- endfor %}
        cast(null as bigint) as record_number,
        cast(null as bigint) as line_number,
        cast(null as {{ dbt.type_string() }}) as reasons
    where 1 = 0
    {%- endfor %}
{%- endmacro %}

{% macro prefixed_id(name) -%}
    {{ "source_system || ':' || " ~ name if name.endswith('_id') else name }}
{%- endmacro %}

{% macro governed_type(column) -%}
    {%- if column.type == 'number' -%}decimal({{ 16 + column.scale }}, {{ column.scale }})
    {%- elif column.type == 'integer' -%}bigint
    {%- elif column.type == 'string' -%}{{ dbt.type_string() }}
    {%- else -%}{{ column.type }}
    {%- endif -%}
{%- endmacro %}

{# Columns of a core table: the governed ones and where each row came from. #}
{% macro core_columns(entity) -%}
        source_system,
        source_record_id,
        {%- for column in governed_entities()[entity].columns %}
        {{ column.name }},
        {%- endfor %}
        record_number,
        line_number
{%- endmacro %}

{# Valid rows of a judged entity. #}
{% macro valid_rows(entity) -%}
    select
        {{ core_columns(entity) }}
    from {{ ref('core_judged_' ~ entity) }}
    where reasons = ''
{%- endmacro %}

{#
    Where each id ends up when its link is followed again and again: one row per id that has a
    link, with the last id that exists, the number of links, and whether it runs in a circle.
    `links` needs the columns record_id and linked_id; follows at most `hops` links.
#}
{% macro followed_links(links, hops) -%}
    select
        link_1.record_id,
        coalesce(
            {%- for hop in range(hops, 0, -1) %}
            link_{{ hop }}.linked_id{{ ',' if not loop.last }}
            {%- endfor %}
        ) as last_id,
        {%- for hop in range(1, hops + 1) %}
        case when link_{{ hop }}.linked_id is null then 0 else 1 end
        {{- ' +' if not loop.last else ' as depth,' }}
        {%- endfor %}
        case
            when link_1.record_id in (
                {%- for hop in range(1, hops + 1) -%}
                link_{{ hop }}.linked_id{{ ', ' if not loop.last }}
                {%- endfor -%}
            ) then true
            else false
        end as is_circular
    from {{ links }} as link_1
    {%- for hop in range(2, hops + 1) %}
    left join {{ links }} as link_{{ hop }} on link_{{ hop - 1 }}.linked_id = link_{{ hop }}.record_id
    {%- endfor %}
{%- endmacro %}
