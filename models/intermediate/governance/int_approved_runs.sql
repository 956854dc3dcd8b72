-- Published runs, and whether every function that has to sign did.
with

approvals as (
    select
        scoring_run_id,
        sum(case when is_signed then 0 else 1 end) as missing_signature_count
    from {{ ref('int_run_approvals') }}
    group by scoring_run_id
),

published as (
    select
        scoring_run_id,
        min(publish_sequence) as first_publish_sequence,
        max(publish_sequence) as last_publish_sequence
    from {{ source('history', 'published_runs') }}
    group by scoring_run_id
)

select
    published.scoring_run_id,
    published.first_publish_sequence,
    published.last_publish_sequence,
    coalesce(approvals.missing_signature_count, 1) as missing_signature_count,
    coalesce(approvals.missing_signature_count, 1) = 0 as is_approved
from published
left join approvals on published.scoring_run_id = approvals.scoring_run_id
