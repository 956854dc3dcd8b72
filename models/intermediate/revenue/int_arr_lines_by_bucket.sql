-- Each line that is active on an as-of date, with the bucket its ARR is shown in.
select
    as_of_dates.as_of_date,
    lines.contract_line_id,
    lines.account_id,
    case
        when lines.account_match <> 'matched' then lines.account_match
        when grid.cell_status is null then 'out_of_scope'
        when grid.cell_status in ('surviving', 'provisional')
            then 'tier_' || lower(tiers.proposed_segment_tier)
        else grid.cell_status
    end as bucket,
    lines.arr_amount,
    lines.arr_at_as_of_rate_amount
from {{ ref('int_recurring_lines') }} as lines
inner join {{ ref('int_as_of_dates') }} as as_of_dates
    on lines.signed_date <= as_of_dates.as_of_date
    and lines.active_from <= as_of_dates.as_of_date
    and lines.active_to >= as_of_dates.as_of_date
left join {{ ref('int_account_segments') }} as segments
    on lines.account_id = segments.account_id
    and as_of_dates.as_of_date = segments.as_of_date
left join {{ ref('int_segment_grid') }} as grid
    on segments.segment_id = grid.segment_id
    and segments.as_of_date = grid.as_of_date
left join {{ ref('int_segment_tiers') }} as tiers
    on segments.segment_id = tiers.segment_id
    and segments.as_of_date = tiers.as_of_date
