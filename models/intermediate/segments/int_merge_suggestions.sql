-- Which cells to merge while more survive than the cap allows: from the smallest up, each into the
-- most similar larger cell of its band. Sizes and profiles are those before any merge, so that the
-- order can be followed; a target that is merged later takes with it what was merged into it.
with

cells as (
    select
        grid.*,
        row_number() over (
            order by
                grid.addressable_account_count asc nulls first,
                grid.annual_opportunity_amount asc nulls first,
                grid.segment_id asc
        ) as size_rank,
        count(*) over () as segment_count
    from {{ ref('int_segment_grid') }} as grid
    inner join {{ ref('core_run') }} as run on grid.as_of_date = run.as_of_date
    where grid.cell_status = 'surviving'
),

partners as (
    select
        cells.segment_id,
        larger.segment_id as to_segment_id,
        similarities.similarity,
        row_number() over (
            partition by cells.segment_id
            order by similarities.similarity desc nulls last, larger.size_rank asc
        ) as partner_rank
    from cells
    inner join {{ ref('int_segment_similarities') }} as similarities
        on cells.segment_id = similarities.segment_id
    inner join cells as larger
        on similarities.other_segment_id = larger.segment_id
        and cells.size_rank < larger.size_rank
),

ordered as (
    select
        cells.as_of_date,
        cells.segment_id,
        cells.size_rank,
        cells.segment_count,
        cells.addressable_account_count,
        partners.to_segment_id,
        partners.similarity,
        count(partners.to_segment_id) over (order by cells.size_rank) as merge_count
    from cells
    left join partners
        on cells.segment_id = partners.segment_id
        and partners.partner_rank = 1
)

select
    ordered.as_of_date,
    ordered.segment_id as from_segment_id,
    ordered.to_segment_id,
    ordered.size_rank as suggestion_order,
    ordered.addressable_account_count,
    ordered.similarity,
    case when ordered.to_segment_id is null then 'no_adjacent_cell' end as no_suggestion_reason,
    ordered.segment_count - ordered.merge_count as segment_count_after
from ordered
cross join {{ ref('core_params') }} as params
where
    ordered.segment_count - ordered.merge_count
    + case when ordered.to_segment_id is null then 0 else 1 end > params.segment_cap_max
