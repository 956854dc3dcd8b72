-- Whether the fields that the method needs are filled on enough closed deals, whether there are
-- deals and months enough to score, and on what each cell's retention can be counted.
with

params as (
    select * from {{ ref('core_params') }}
)

-- Literally above the minimum: as much as it is not enough.
select
    completeness.as_of_date,
    'prerequisite_completeness' as check_id,
    completeness.field_name as subject,
    completeness.completeness as measured_value,
    completeness.valid_count as numerator,
    completeness.closed_deal_count as denominator,
    cast(params.prerequisite_completeness_min as {{ t_double() }}) as threshold,
    case
        when completeness.closed_deal_count = 0 then 'unknown'
        when completeness.valid_count
            > params.prerequisite_completeness_min * completeness.closed_deal_count then 'pass'
        else 'fail'
    end as check_status,
    case
        when completeness.closed_deal_count = 0 then 'no_closed_deals'
        when completeness.valid_count
            <= params.prerequisite_completeness_min * completeness.closed_deal_count
            then 'completeness_not_above_minimum'
    end as reason
from {{ ref('int_prereq_completeness') }} as completeness
cross join params

union all

select
    applicability.as_of_date,
    'scoring_enabled',
    'tenant',
    applicability.closed_deal_count,
    applicability.closed_deal_count as numerator,
    null,
    params.scoring_closed_deals_min,
    case when applicability.is_scoring_enabled then 'pass' else 'fail' end,
    applicability.applicability_reason
from {{ ref('int_applicability') }} as applicability
cross join params

union all

select
    factors.as_of_date,
    'retention_capability',
    factors.segment_id,
    factors.cohort_account_count,
    factors.cohort_account_count as numerator,
    null,
    params.min_cohort_accounts,
    case
        when factors.cohort_account_count < params.min_cohort_accounts then 'fail'
        when factors.retention_basis <> 'revenue' then 'warn'
        else 'pass'
    end,
    case
        when factors.cohort_account_count < params.min_cohort_accounts then 'cohort_too_small'
        when factors.retention_basis <> 'revenue' then 'counted_by_' || factors.retention_basis
    end
from {{ ref('int_segment_factors') }} as factors
inner join {{ ref('int_segments') }} as segments
    on factors.as_of_date = segments.as_of_date
    and factors.segment_id = segments.segment_id
cross join params
where segments.is_candidate
