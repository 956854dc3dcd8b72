with

checks as (
    select
        readiness.check_id,
        readiness.subject,
        readiness.requirement,
        readiness.source_entity,
        readiness.blocks_artifact,
        readiness.display_order,
        labels.owner,
        labels.remedy
    from {{ ref('cfg_readiness_checks') }} as readiness
    inner join {{ ref('cfg_checks') }} as labels on readiness.check_id = labels.check_id
),

results as (
    select * from {{ ref('int_readiness_deals') }}
    union all
    select * from {{ ref('int_readiness_prerequisites') }}
    union all
    select * from {{ ref('int_readiness_sources') }}
    union all
    select * from {{ ref('int_readiness_evidence') }}
    union all
    select * from {{ ref('int_readiness_deal_margin') }}
),

-- A check without a subject of its own is asked of every segment.
answered as (
    select
        as_of_dates.as_of_date,
        checks.check_id,
        coalesce(checks.subject, results.subject) as subject,
        checks.requirement,
        checks.owner,
        checks.remedy,
        checks.blocks_artifact,
        checks.display_order,
        coalesce(delivery.is_delivered, true) as is_delivered,
        results.measured_value,
        results.numerator,
        results.denominator,
        results.threshold,
        results.check_status,
        results.reason
    from checks
    cross join {{ ref('int_as_of_dates') }} as as_of_dates
    left join results
        on as_of_dates.as_of_date = results.as_of_date
        and checks.check_id = results.check_id
        and coalesce(checks.subject, results.subject) = results.subject
    left join {{ ref('int_source_delivery') }} as delivery on checks.source_entity = delivery.entity
    where coalesce(checks.subject, results.subject) is not null
)

select
    answered.as_of_date,
    answered.check_id,
    answered.subject,
    run.scoring_run_id,
    answered.requirement,
    case when answered.is_delivered then answered.check_status else 'unknown' end as check_status,
    case when answered.is_delivered then answered.reason else 'source_not_delivered' end as reason,
    case when answered.is_delivered then answered.measured_value end as measured_value,
    cast(case when answered.is_delivered then answered.numerator end as bigint) as numerator,
    cast(case when answered.is_delivered then answered.denominator end as bigint) as denominator,
    answered.threshold,
    answered.remedy,
    answered.owner,
    answered.blocks_artifact,
    cast(answered.display_order as bigint) as display_order
from answered
cross join {{ ref('core_run') }} as run
