with

findings as (
    select check_id, object_id, evidence from {{ ref('int_finding_segments') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_inputs') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_artifacts') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_needs') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_grid') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_decisions') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_accounts') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_pipeline') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_costs') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_connectors') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_churn') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_losses') }}
    union all
    select check_id, object_id, evidence from {{ ref('int_finding_profit') }}
),

-- A task or an assumption has an owner of its own, who goes before the one of the check.
owned_findings as (
    select
        check_id,
        object_id,
        evidence,
        cast(null as {{ dbt.type_string() }}) as owner,
        'check' as finding_kind
    from findings
    union all
    select check_id, object_id, evidence, owner, 'task'
    from {{ ref('int_finding_calendar') }}
    union all
    select check_id, object_id, evidence, owner, 'assumption'
    from {{ ref('int_finding_assumptions') }}
)

select
    owned_findings.check_id,
    owned_findings.object_id,
    owned_findings.evidence,
    run.as_of_date,
    run.scoring_run_id,
    owned_findings.finding_kind,
    checks.check_label,
    checks.severity,
    coalesce(owned_findings.owner, checks.owner) as owner,
    checks.remedy
from owned_findings
left join {{ ref('cfg_checks') }} as checks on owned_findings.check_id = checks.check_id
cross join {{ ref('core_run') }} as run
