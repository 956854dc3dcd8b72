-- What could be stopped tomorrow, and who would say so: killed cells and C segments by the
-- accounts that money is still spent on, with the evidence that put them there.
with

killed as (
    select
        grid.segment_id,
        grid.segment_name,
        'killed' as standing,
        grid.kill_reasons as evidence,
        grid.addressable_account_count,
        grid.annual_opportunity_amount,
        grid.arr_amount,
        segments.owner_name
    from {{ ref('rpt_segment_grid') }} as grid
    inner join {{ ref('core_run') }} as run on grid.as_of_date = run.as_of_date
    left join {{ ref('dim_segment') }} as segments
        on grid.segment_id = segments.segment_id
        and segments.is_current
    where grid.cell_status = 'killed' and grid.account_count > 0
),

bottom as (
    select
        segment_id,
        segment_name,
        'tier C' as standing,
        tier_reason as evidence,
        addressable_account_count,
        cast(addressable_account_count * first_year_acv_amount as decimal(18, 2))
            as annual_opportunity_amount,
        arr_amount,
        owner_name
    from {{ ref('rpt_tier_matrix') }}
    where proposed_segment_tier = 'C'
),

candidates as (
    select * from killed
    union all
    select * from bottom
)

select * from candidates
order by annual_opportunity_amount nulls last, segment_id
