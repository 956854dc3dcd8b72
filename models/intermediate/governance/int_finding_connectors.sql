-- Findings about values that were repaired on the way in, and deals that belong to nobody known.
with

value_map as (
    select
        source_system || '.' || entity || '.' || column_name || ': ' || raw_value as object_id,
        'Read as ' || governed_value || ' in records: '
        || cast(repaired_record_count as {{ dbt.type_string() }}) || '. Reason: ' || reason
            as evidence,
        repaired_record_count
    from {{ ref('rpt_value_map') }}
),

deals as (
    select
        account_match,
        status,
        count(*) as deal_count
    from {{ ref('int_opportunities') }}
    where account_match in ('unassigned', 'unmatched')
    group by account_match, status
)

select
    'values_repaired' as check_id,
    object_id,
    evidence
from value_map
where repaired_record_count > 0

union all

select
    'value_map_unused',
    object_id,
    evidence
from value_map
where repaired_record_count = 0

union all

select
    'opportunity_' || account_match,
    status,
    'Opportunities: ' || cast(deal_count as {{ dbt.type_string() }})
from deals
