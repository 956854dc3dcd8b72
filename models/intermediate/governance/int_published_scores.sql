-- What was published for a date, once per segment: the last publication for it is what people saw.
with

publications as (
    select
        scores.*,
        row_number() over (
            partition by scores.as_of_date, scores.segment_id
            order by scores.publish_sequence desc nulls last
        ) as publication_rank
    from {{ source('history', 'segment_scores') }} as scores
)

select
    as_of_date,
    segment_id,
    scoring_run_id,
    proposed_segment_tier,
    clv_proxy_amount
from publications
where publication_rank = 1
