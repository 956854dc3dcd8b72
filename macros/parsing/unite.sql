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
        cast({{ contract.key[0] }} as {{ dbt.type_string() }}) as source_record_id,
        {%- for column in contract.columns %}
        {{ prefixed_id(column) }} as {{ column.name }},
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

{# An id of a system carries its name; an id of the configuration is the same for all. #}
{% macro prefixed_id(column) -%}
    {{ "source_system || ':' || " if column.name.endswith('_id') and not column.is_configured }}
    {{- column.name }}
{%- endmacro %}

{% macro governed_type(column) -%}
    {%- if column.type == 'number' -%}decimal({{ 16 + column.scale }}, {{ column.scale }})
    {%- elif column.type == 'integer' -%}bigint
    {%- elif column.type == 'string' -%}{{ dbt.type_string() }}
    {%- else -%}{{ column.type }}
    {%- endif -%}
{%- endmacro %}

{# Columns of a core table: the governed ones and where each row came from. #}
{% macro core_columns(entity, relation=none) -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
        {{ prefix }}source_system,
        {{ prefix }}source_record_id,
        {%- for column in governed_entities()[entity].columns %}
        {{ prefix }}{{ column.name }},
        {%- endfor %}
        {{ prefix }}record_number,
        {{ prefix }}line_number
{%- endmacro %}

{#
    United rows with the reasons that need other entities: a link that the contract does not let
    dangle, and an amount without a rate on the day that converts it (`rate_day`, which adds
    fx_rate). What the as-of date does not see yet needs no rate (`is_seen`).
#}
{% macro referred_rows(entity, rate_day=none, is_seen=none, amount='united.amount') -%}
    {%- set linked = governed_entities()[entity].columns | selectattr('parent', 'defined') | list -%}
with

united as (
    {{ united_systems(entity) }}
)

select
    {{ core_columns(entity, 'united') }},
    {%- if rate_day %}
    fx.rate as fx_rate,
    {%- endif %}
    united.reasons
    {%- for column in linked %}
    || case
        when united.reasons = '' and united.{{ column.name }} is not null
            and {{ column.name }}_parent.{{ column.name }} is null
            then '{{ column.name }}:not_found;'
        else ''
    end
    {%- endfor %}
    {%- if rate_day %}
    || case
        when united.reasons = '' and {{ is_seen or rate_day ~ ' <= run.as_of_date' }}
            and {{ amount }} is not null and fx.rate is null
            then 'currency:no_fx_rate;'
        else ''
    end
    {%- endif %} as reasons
from united
    {%- if rate_day %}
cross join {{ ref('core_run') }} as run
left join {{ ref('core_fx_intervals') }} as fx
    on {{ rate_holds('fx', 'united.currency', rate_day) }}
    {%- endif %}
    {%- for column in linked %}
left join {{ ref('core_' ~ column.parent) }} as {{ column.name }}_parent
    on united.{{ column.name }} = {{ column.name }}_parent.{{ column.name }}
    {%- endfor %}
{%- endmacro %}

{# Valid rows of a judged entity. #}
{% macro valid_rows(entity, added=[]) -%}
    select
        {{ core_columns(entity) }}
        {%- for column in added %},
        {{ column }}
        {%- endfor %}
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

{# For each entity whether any system gives it: a connected one by its list, files by delivery. #}
{% macro capability_columns() -%}
    {%- for entity in governed_entities() %}
        {%- set systems = [] -%}
        {%- for system, entities in var('connectors').items() if entity in entities -%}
            {%- do systems.append(system) -%}
        {%- endfor %}
        {%- if systems | reject('equalto', 'files') | list %}
    true
        {%- else %}
    coalesce(max(case when entity = '{{ entity }}' and is_delivered then 1 end), 0) = 1
        {%- endif %} as has_{{ entity }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
