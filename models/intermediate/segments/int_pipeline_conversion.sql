-- What share of the pipeline that stood at the start of a quarter was won within it, over the last
-- whole quarters: per cell as it is today, and for the portfolio.
with

run as (
    select * from {{ ref('core_run') }}
),

placed as (
    select
        segments.segment_id,
        pipeline.start_date,
        pipeline.amount,
        pipeline.won_amount
    from {{ ref('int_quarter_start_pipeline') }} as pipeline
    inner join {{ ref('int_account_segments') }} as segments
        on pipeline.account_id = segments.account_id
    inner join run on segments.as_of_date = run.as_of_date
),

levels as (
    select * from placed
    union all
    select
        'portfolio' as segment_id,
        start_date,
        amount,
        won_amount
    from placed
)

select
    segment_id,
    count(*) as deal_count,
    count(distinct start_date) as quarter_count,
    {{ to_money('sum(amount)') }} as start_pipeline_amount,
    {{ to_money('coalesce(sum(won_amount), 0)') }} as won_amount,
    {{ safe_divide('coalesce(sum(won_amount), 0)', 'sum(amount)') }} as conversion_rate
from levels
group by segment_id
