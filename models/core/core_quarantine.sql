-- Every refused row of every entity, those that landing could not even read included: a record
-- that would have become rows of two entities is missing from both.
with

judged as (
    {%- for entity, contract in governed_entities().items() %}
    select
        '{{ entity }}' as entity,
        source_system,
        source_record_id,
        record_number,
        line_number,
        reasons,
        {{ 'account_id' if 'account_id' in contract.columns | map(attribute='name')
            else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as account_id,
        cast(null as {{ dbt.type_string() }}) as file_name
    from {{ ref('core_judged_' ~ entity) }}
    where reasons <> ''
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

rejected as (
    select
        coalesce(feeds.entity, rejects.entity) as entity,
        coalesce(feeds.source_system, rejects.source_name) as source_system,
        cast(null as {{ dbt.type_string() }}) as source_record_id,
        rejects.record_number,
        rejects.line_number,
        rejects.reason_code || ';' as reasons,
        cast(null as {{ dbt.type_string() }}) as account_id,
        rejects.file_name
    from {{ source('landed', 'rejects') }} as rejects
    left join {{ source('landed', 'feeds') }} as feeds on rejects.entity = feeds.landed_entity
),

united as (
    select * from judged
    union all
    select * from rejected
),

-- Where nobody delivers exchange rates, it is the extract that is missing, not one rate.
refused as (
    select
        united.entity,
        united.source_system,
        united.source_record_id,
        united.record_number,
        united.line_number,
        case
            when capabilities.has_fx_rates then united.reasons
            else replace(united.reasons, ':no_fx_rate;', ':fx_rates_not_delivered;')
        end as reasons,
        united.account_id,
        united.file_name
    from united
    cross join {{ ref('core_capabilities') }} as capabilities
)

select
    refused.entity,
    refused.source_system,
    refused.source_record_id,
    refused.record_number,
    refused.line_number,
    refused.reasons,
    refused.account_id,
    coalesce(refused.file_name, feeds.file_name) as file_name,
    {{ dbt.split_part('refused.reasons', "';'", 1) }} as first_reason
from refused
left join {{ source('landed', 'feeds') }} as feeds
    on refused.entity = feeds.entity and refused.source_system = feeds.source_system
