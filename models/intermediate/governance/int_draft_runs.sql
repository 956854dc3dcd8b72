-- Published runs whose tier matrix was a draft when it was published last, and why.
with

publications as (
    select
        gates.*,
        row_number() over (
            partition by gates.scoring_run_id, gates.artifact
            order by gates.publish_sequence desc nulls last
        ) as publication_rank
    from {{ source('history', 'artifact_gates') }} as gates
)

select
    scoring_run_id,
    draft_reasons
from publications
where publication_rank = 1 and artifact = 'tier_matrix' and gate_status = 'draft'
