-- Periods of targets that are not over on the day of the run, per candidate segment; one without
-- any stands with the calendar quarter of that day and no target.
with

run as (
    select * from {{ ref('core_run') }}
),

segments as (
    select segments.segment_id
    from {{ ref('int_segments') }} as segments
    inner join run on segments.as_of_date = run.as_of_date
    where segments.is_candidate
),

targets as (
    select
        targets.segment_id,
        targets.period_start_date,
        targets.period_end_date,
        {{ to_money(to_factor('targets.revenue_target_amount') ~ ' * targets.fx_rate') }}
            as revenue_target_amount
    from {{ ref('core_targets') }} as targets
    cross join run
    where targets.period_end_date >= run.as_of_date
),

quarter as (
    select cast({{ dbt.date_trunc('quarter', 'as_of_date') }} as date) as period_start_date
    from run
)

select
    segments.segment_id,
    targets.revenue_target_amount,
    coalesce(targets.period_start_date, quarter.period_start_date) as period_start_date,
    coalesce(
        targets.period_end_date,
        {{ add_days(add_months('quarter.period_start_date', 3), -1) }}
    ) as period_end_date
from segments
cross join quarter
left join targets on segments.segment_id = targets.segment_id
