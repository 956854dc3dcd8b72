-- CLV proxy, tier and retention of each segment at the run's day and at each quarter end before
-- it. Past rows wear today's attributes where no history was published: is_reconstructed.
select
    scores.segment_id,
    segments.segment_name,
    scores.as_of_date,
    scores.proposed_segment_tier,
    scores.clv_proxy_amount,
    scores.grr_24m,
    scores.nrr_24m,
    scores.cohort_account_count,
    scores.is_reconstructed
from {{ ref('fct_segment_scores') }} as scores
left join {{ ref('dim_segment') }} as segments
    on scores.segment_id = segments.segment_id
    and segments.is_current
order by scores.segment_id, scores.as_of_date
