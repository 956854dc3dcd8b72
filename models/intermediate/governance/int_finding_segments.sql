-- Findings about segments: owners, proof and imputed numbers.
with

surviving as (
    select * from {{ ref('int_segment_attributes') }}
    where segment_status in ('active', 'provisional')
),

scores as (
    select scores.*
    from {{ ref('fct_segment_scores') }} as scores
    inner join {{ ref('core_run') }} as run on scores.as_of_date = run.as_of_date
)

select
    'segment_without_owner' as check_id,
    segment_id as object_id,
    'No owner is configured' as evidence
from surviving
where unfundable_reason = 'no_owner'

union all

select 'segment_owner_unknown', segment_id, 'Owner ' || owner_id || ' is not among the users'
from surviving
where unfundable_reason = 'owner_unknown'

union all

select 'segment_owner_not_a_person', segment_id, 'Owner ' || owner_name || ' is no person'
from surviving
where unfundable_reason = 'owner_not_a_person'

union all

select 'segment_owner_inactive', segment_id, 'Owner ' || owner_name || ' is not active'
from surviving
where unfundable_reason = 'owner_inactive'

union all

select
    'segment_unproven',
    segment_id,
    'Accounts in the 24-month cohort: ' || cast(cohort_account_count as {{ dbt.type_string() }})
from scores
where rating_status = 'unproven'

union all

select 'segment_unscored', segment_id, 'Missing factor: ' || clv_null_reason
from scores
where rating_status = 'unscored'

union all

select
    'rate_not_reliable',
    scores.segment_id,
    'Accounts in the 24-month cohort: '
    || cast(scores.cohort_account_count as {{ dbt.type_string() }})
from scores
cross join {{ ref('core_params') }} as params
where scores.rating_status = 'rated' and scores.cohort_account_count < params.reliable_n_min

union all

select
    'retention_is_placeholder',
    segment_id,
    'Basis: ' || clv_basis || '; accounts: '
    || cast(cohort_account_count as {{ dbt.type_string() }})
from scores
where clv_basis <> 'revenue'

union all

-- Without contacts every addressable account counts as viable.
select
    'viable_not_measured',
    'portfolio',
    'Viable accounts: ' || cast(sum(scores.viable_account_count) as {{ dbt.type_string() }})
from scores
cross join {{ ref('core_capabilities') }} as capabilities
where not capabilities.has_contacts
having sum(scores.viable_account_count) > 0
