-- Tiers as they were published, once per run however often it was published.
with

published as (
    select
        scores.*,
        row_number() over (
            partition by scores.scoring_run_id, scores.segment_id order by scores.publish_sequence
        ) as publication_number
    from {{ source('history', 'segment_scores') }} as scores
)

select
    scoring_run_id,
    segment_id,
    proposed_segment_tier,
    clv_proxy_amount,
    as_of_date
from published
where publication_number = 1
