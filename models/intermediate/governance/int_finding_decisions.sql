-- Findings about signatures and decisions.
select
    'signature_missing' as check_id,
    requirements.artifact || ':' || requirements.function as object_id,
    'Valid signatures on this run: 0' as evidence
from {{ ref('cfg_signoff_requirements') }} as requirements
left join {{ ref('fct_signoffs') }} as signoffs
    on requirements.artifact = signoffs.artifact
    and requirements.function = signoffs.function
    and signoffs.signature_status = 'valid'
    and signoffs.is_for_current_proposal
where signoffs.signoff_id is null

union all

select
    'signature_not_valid',
    signoff_id,
    'Signature by ' || signed_by || ': ' || signature_status
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
