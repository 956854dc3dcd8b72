-- Every candidate has every metric of cfg_metrics on every date, nothing else stands there, and
-- what was measured for it is what is shown.
with

expected as (
    select
        grid.as_of_date,
        grid.segment_id,
        metrics.metric_id,
        metrics.window_months,
        metrics.basis
    from {{ ref('rpt_segment_grid') }} as grid
    cross join {{ ref('cfg_metrics') }} as metrics
    where grid.is_candidate
),

measured as (
    select metric_values.*
    from {{ ref('int_segment_metric_values') }} as metric_values
    inner join {{ ref('rpt_segment_grid') }} as grid
        on metric_values.as_of_date = grid.as_of_date
        and metric_values.segment_id = grid.segment_id
    where grid.is_candidate
),

shown as (
    select * from {{ ref('fct_segment_metrics') }}
),

retention_metrics as (
    select distinct metric_id from {{ ref('int_segment_retention_metrics') }}
)

select
    coalesce(expected.as_of_date, shown.as_of_date) as as_of_date,
    coalesce(expected.segment_id, shown.segment_id) as segment_id,
    coalesce(expected.metric_id, shown.metric_id) as metric_id,
    coalesce(expected.window_months, shown.window_months) as window_months,
    coalesce(expected.basis, shown.basis) as basis,
    case when shown.metric_id is null then 'lost' else 'invented' end as difference
from expected
full outer join shown
    on expected.as_of_date = shown.as_of_date
    and expected.segment_id = shown.segment_id
    and expected.metric_id = shown.metric_id
    and expected.window_months = shown.window_months
    and expected.basis = shown.basis
where expected.metric_id is null or shown.metric_id is null

union all

select
    measured.as_of_date,
    measured.segment_id,
    measured.metric_id,
    measured.window_months,
    measured.basis,
    'changed'
from measured
inner join shown
    on measured.as_of_date = shown.as_of_date
    and measured.segment_id = shown.segment_id
    and measured.metric_id = shown.metric_id
    and measured.window_months = shown.window_months
    and measured.basis = shown.basis
where
    coalesce(measured.metric_value, -1) <> coalesce(shown.metric_value, -1)
    or measured.observation_count <> shown.observation_count

union all

-- A window of cfg_metrics that differs from the one in cfg_params is measured for nobody. Windows
-- of retention are no settings, and a tenant younger than the longer one has the other.
select
    cast(null as date),
    cast(null as {{ dbt.type_string() }}),
    metrics.metric_id,
    metrics.window_months,
    metrics.basis,
    'window is not the one that is measured'
from {{ ref('cfg_metrics') }} as metrics
inner join {{ ref('int_segment_metric_values') }} as metric_values
    on metrics.metric_id = metric_values.metric_id
    and metrics.basis = metric_values.basis
left join retention_metrics on metrics.metric_id = retention_metrics.metric_id
where retention_metrics.metric_id is null
group by metrics.metric_id, metrics.window_months, metrics.basis
having sum(case when metric_values.window_months = metrics.window_months then 1 else 0 end) = 0
