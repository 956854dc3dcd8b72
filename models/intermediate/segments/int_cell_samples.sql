-- Won accounts to look at in each segment of the run's day. The order is that of a hash, so that
-- the same accounts are drawn every time and nobody picks them.
with

winners as (
    select account_id
    from {{ ref('int_opportunities') }}
    where status = 'won' and account_match = 'matched'
    group by account_id
),

ranked as (
    select
        segments.as_of_date,
        segments.segment_id,
        segments.account_id,
        segments.firmographic_band_id,
        segments.need_state_source,
        row_number() over (
            partition by segments.segment_id
            order by {{ md5_of(['segments.account_id']) }}, segments.account_id
        ) as sample_rank,
        count(*) over (partition by segments.segment_id) as won_account_count
    from {{ ref('int_account_segments') }} as segments
    inner join {{ ref('core_run') }} as run on segments.as_of_date = run.as_of_date
    inner join winners on segments.account_id = winners.account_id
    inner join {{ ref('int_segment_grid') }} as grid
        on segments.as_of_date = grid.as_of_date
        and segments.segment_id = grid.segment_id
    where grid.cell_status in ('surviving', 'provisional')
)

select ranked.*
from ranked
cross join {{ ref('core_params') }} as params
where ranked.sample_rank <= params.validation_sample_max
