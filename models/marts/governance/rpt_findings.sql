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
    select check_id, object_id, evidence from {{ ref('int_finding_decisions') }}
)

select
    findings.check_id,
    findings.object_id,
    findings.evidence,
    run.as_of_date,
    run.scoring_run_id,
    checks.check_label,
    checks.severity,
    checks.owner,
    checks.remedy
from findings
left join {{ ref('cfg_checks') }} as checks on findings.check_id = checks.check_id
cross join {{ ref('core_run') }} as run
