-- Each surviving or provisional cell is rated once, no other cell is, and the reason gives the
-- tier.
with

tiers as (
    select
        as_of_date,
        segment_id,
        count(*) as tier_count,
        sum(case
            when tier_reason = 'top_third' and proposed_segment_tier = 'A' then 0
            when tier_reason in ('top_third_small_universe', 'middle_third')
                and proposed_segment_tier = 'B' then 0
            when tier_reason not in ('top_third', 'top_third_small_universe', 'middle_third')
                and proposed_segment_tier = 'C' then 0
            else 1
        end) as wrong_tier_count
    from {{ ref('fct_segment_scores') }}
    group by as_of_date, segment_id
)

select
    coalesce(grid.as_of_date, tiers.as_of_date) as as_of_date,
    coalesce(grid.segment_id, tiers.segment_id) as segment_id,
    grid.cell_status,
    tiers.tier_count,
    tiers.wrong_tier_count
from {{ ref('rpt_segment_grid') }} as grid
full outer join tiers
    on grid.as_of_date = tiers.as_of_date
    and grid.segment_id = tiers.segment_id
where
    coalesce(tiers.tier_count, 0)
    <> case when grid.cell_status in ('surviving', 'provisional') then 1 else 0 end
    or tiers.wrong_tier_count > 0
