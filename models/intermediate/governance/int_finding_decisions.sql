-- Findings about signatures and decisions.
select
    'signature_not_valid' as check_id,
    signoff_id as object_id,
    'Signature by ' || signed_by || ': ' || signature_status as evidence
from {{ ref('fct_signoffs') }}
where signature_status <> 'valid'

union all

select 'decision_refused', decision_id, 'Decision by ' || decided_by || ': ' || refusal_reason
from {{ ref('int_decisions') }}
where refusal_reason is not null

union all

select
    'nothing_in_force',
    'tier_matrix',
    'Tiers in force: ' || cast(count(*) as {{ dbt.type_string() }})
from {{ ref('fct_tier_in_force') }}
where is_current
having count(*) = 0
