-- Accounts that exist in each cell, known or not, where somebody counted them. A row for a band or
-- need that the grid does not have is in no cell.
with

counted as (
    select
        grid_modes.as_of_date,
        universe.firmographic_band_id || '--' || case grid_modes.grid_mode
            when 'band_only' then 'unknown'
            else universe.need_state_id
        end as segment_id,
        universe.account_count
    from {{ ref('core_market_universe') }} as universe
    inner join {{ ref('int_grid_modes') }} as grid_modes
        on coalesce(universe.counted_on, grid_modes.as_of_date) <= grid_modes.as_of_date
)

select
    counted.as_of_date,
    coalesce(mapped.to_segment_id, counted.segment_id) as segment_id,
    sum(counted.account_count) as market_account_count
from counted
left join {{ ref('int_segment_map') }} as mapped
    on counted.as_of_date = mapped.as_of_date
    and counted.segment_id = mapped.from_segment_id
group by counted.as_of_date, coalesce(mapped.to_segment_id, counted.segment_id)
