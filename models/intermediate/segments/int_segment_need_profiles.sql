-- How each cell of the run's day looks to a comparison of needs: which needs its accounts show,
-- whatever need they were given, and which industries they are in. Each of the two is in shares of
-- its own, so that neither outweighs the other.
with

accounts as (
    select segments.*
    from {{ ref('int_account_segments') }} as segments
    inner join {{ ref('core_run') }} as run on segments.as_of_date = run.as_of_date
),

features as (
    select
        accounts.segment_id,
        'need' as feature_kind,
        evidence.need_state_id as feature_value,
        sum(evidence.evidence_count) as feature_count
    from accounts
    inner join {{ ref('int_need_evidence') }} as evidence
        on accounts.account_id = evidence.account_id
        and accounts.as_of_date = evidence.as_of_date
    group by accounts.segment_id, evidence.need_state_id
    union all
    select accounts.segment_id, 'industry', lower(trim(companies.industry)), count(*)
    from accounts
    inner join {{ ref('core_accounts') }} as companies
        on accounts.account_id = companies.account_id
    left join {{ ref('cfg_placeholder_values') }} as placeholders
        on lower(trim(companies.industry)) = placeholders.placeholder_value
    where companies.industry is not null and placeholders.placeholder_value is null
    group by accounts.segment_id, lower(trim(companies.industry))
)

select
    segment_id,
    feature_kind,
    feature_value,
    {{ safe_divide(
        'feature_count', 'sum(feature_count) over (partition by segment_id, feature_kind)'
    ) }} as feature_share
from features
