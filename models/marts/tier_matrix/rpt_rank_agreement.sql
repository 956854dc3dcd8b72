with

scores as (
    select scores.*
    from {{ ref('fct_segment_scores') }} as scores
    inner join {{ ref('core_run') }} as run on scores.as_of_date = run.as_of_date
),

-- Both orders are taken among the same segments: those of one basis that have both numbers.
compared as (
    select
        segment_id,
        clv_basis,
        {{ average_rank('composite_score', 'clv_basis') }} as composite_average_rank,
        {{ average_rank('clv_proxy_amount', 'clv_basis') }} as clv_average_rank
    from scores
    where rating_status = 'rated' and composite_score is not null
),

agreement as (
    select
        clv_basis,
        count(*) as compared_segment_count,
        {{ spearman('composite_average_rank', 'clv_average_rank') }} as rank_correlation
    from compared
    group by clv_basis
),

judged as (
    select
        scores.as_of_date,
        scores.segment_id,
        scores.scoring_run_id,
        scores.clv_basis,
        compared.composite_average_rank,
        compared.clv_average_rank,
        compared.composite_average_rank - compared.clv_average_rank as rank_difference,
        coalesce(agreement.compared_segment_count, 0) as compared_segment_count,
        agreement.rank_correlation,
        case
            when compared.segment_id is not null then null
            when scores.rating_status <> 'rated' then scores.rating_status
            else 'no_composite_score'
        end as rank_null_reason,
        case
            when coalesce(agreement.compared_segment_count, 0) < params.rank_correlation_n_min
                then 'too_few_segments'
            when agreement.rank_correlation is null then 'no_variation'
        end as correlation_null_reason
    from scores
    cross join {{ ref('core_params') }} as params
    left join compared on scores.segment_id = compared.segment_id
    left join agreement on scores.clv_basis = agreement.clv_basis
)

select
    as_of_date,
    segment_id,
    scoring_run_id,
    clv_basis,
    composite_average_rank,
    clv_average_rank,
    rank_difference,
    abs(rank_difference) * 3 >= compared_segment_count as is_disagreement,
    rank_null_reason,
    case when correlation_null_reason is null then rank_correlation end as rank_correlation,
    correlation_null_reason,
    cast(compared_segment_count as bigint) as compared_segment_count
from judged
