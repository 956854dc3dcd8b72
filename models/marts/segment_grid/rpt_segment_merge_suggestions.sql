select
    suggestions.as_of_date,
    suggestions.from_segment_id,
    run.scoring_run_id,
    suggestions.to_segment_id,
    cells.segment_name as from_segment_name,
    targets.segment_name as to_segment_name,
    cast(suggestions.suggestion_order as bigint) as suggestion_order,
    cast(suggestions.addressable_account_count as bigint) as addressable_account_count,
    suggestions.similarity,
    suggestions.no_suggestion_reason,
    cast(suggestions.segment_count_after as bigint) as segment_count_after
from {{ ref('int_merge_suggestions') }} as suggestions
cross join {{ ref('core_run') }} as run
inner join {{ ref('int_segments') }} as cells
    on suggestions.from_segment_id = cells.segment_id
    and suggestions.as_of_date = cells.as_of_date
left join {{ ref('int_segments') }} as targets
    on suggestions.to_segment_id = targets.segment_id
    and suggestions.as_of_date = targets.as_of_date
