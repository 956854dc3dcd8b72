-- The score of a segment is what its components add, each of them weight times position.
with

summed as (
    select
        as_of_date,
        segment_id,
        sum(contribution) as contribution_sum,
        sum(coalesce(100 * weight * normalized_value, 0)) as weighted_sum
    from {{ ref('fct_segment_score_components') }}
    group by as_of_date, segment_id
)

select
    scores.as_of_date,
    scores.segment_id,
    scores.composite_score,
    summed.contribution_sum,
    summed.weighted_sum
from {{ ref('fct_segment_scores') }} as scores
left join summed
    on scores.as_of_date = summed.as_of_date
    and scores.segment_id = summed.segment_id
where
    abs(coalesce(scores.composite_score, 0) - coalesce(summed.contribution_sum, -1)) > 0.000001
    or abs(summed.contribution_sum - summed.weighted_sum) > 0.000001
