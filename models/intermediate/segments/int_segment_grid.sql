-- What becomes of every cell. In a thin market, where fewer cells survive than a team should work,
-- the best of the killed ones are kept on probation instead.
with

counted as (
    select
        kills.*,
        sum(case when kills.is_candidate and kills.kill_reasons is null then 1 else 0 end)
            over (partition by kills.as_of_date) as surviving_count,
        row_number() over (
            partition by
                kills.as_of_date,
                kills.kill_reasons is not null and kills.addressable_account_count > 0
            order by
                kills.annual_opportunity_amount desc nulls last,
                kills.addressable_account_count desc nulls last,
                kills.segment_id asc
        ) as best_rank
    from {{ ref('int_cell_kills') }} as kills
)

select
    counted.*,
    -- Whose revenue is still to be won: everybody's, or that of those who are no customers yet.
    case params.addressable_population
        when 'prospects' then counted.addressable_prospect_count
        else counted.addressable_account_count
    end as revenue_account_count,
    case
        when counted.merged_into_segment_id is not null then 'merged'
        when not counted.is_candidate then 'unclassified'
        when counted.kill_reasons is null then 'surviving'
        when params.on_thin = 'provisional'
            and counted.addressable_account_count > 0
            and counted.best_rank <= params.segment_cap_min - counted.surviving_count
            then 'provisional'
        else 'killed'
    end as cell_status
from counted
cross join {{ ref('core_params') }} as params
