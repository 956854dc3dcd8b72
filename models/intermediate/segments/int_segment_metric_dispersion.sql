-- How far the cells of a date differ in a metric beyond chance, as the number of observations that
-- the common value weighs when a cell's own value is shrunk toward it.
with

measured as (
    select
        measured.*,
        segments.firmographic_band_id,
        segments.grid_mode
    from {{ ref('int_segment_measured_metrics') }} as measured
    inner join {{ ref('int_segments') }} as segments
        on measured.as_of_date = segments.as_of_date
        and measured.segment_id = segments.segment_id
    where
        measured.shrinkage_method is not null
        and measured.observation_count > 0
        and measured.metric_value is not null
),

-- What an account pays goes with its band: deal size is compared within it where needs are an axis.
cells as (
    select measured.*, 'portfolio' as pool_id from measured
    union all
    select measured.*, firmographic_band_id from measured
    where shrinkage_method = 'credibility' and grid_mode = 'band_and_need'
),

pools as (
    select
        as_of_date,
        pool_id,
        metric_id,
        window_months,
        basis,
        shrinkage_method,
        count(*) as segment_count,
        cast(sum(observation_count) as {{ t_double() }}) as observation_sum,
        sum(observation_count) - {{ safe_divide(
            'sum(observation_count * observation_count)', 'sum(observation_count)'
        ) }} as effective_observations,
        {{ safe_divide('sum(numerator)', 'sum(denominator)') }} as pooled_value,
        {{ safe_divide(
            precise_sum('observation_count * metric_value'), 'sum(observation_count)'
        ) }} as mean_value
    from cells
    group by as_of_date, pool_id, metric_id, window_months, basis, shrinkage_method
),

-- Deviations count in a unit of the metric's own size, so that sums keep their digits.
units as (
    select
        pools.*,
        nullif(case shrinkage_method
            when 'beta_binomial' then sqrt(greatest(pooled_value * (1 - pooled_value), 0))
            else pooled_value
        end, 0) as deviation_unit
    from pools
),

deviations as (
    select
        cells.as_of_date,
        cells.pool_id,
        cells.metric_id,
        cells.window_months,
        cells.basis,
        {{ precise_sum(
            'observation_count * power('
            ~ safe_divide('metric_value - mean_value', 'deviation_unit') ~ ', 2)'
        ) }} as between_squares,
        {{ precise_sum(
            'observation_count * (observation_count - 1) * power('
            ~ safe_divide('standard_error', 'deviation_unit') ~ ', 2)'
        ) }} as within_squares
    from cells
    inner join units
        on cells.as_of_date = units.as_of_date
        and cells.pool_id = units.pool_id
        and cells.metric_id = units.metric_id
        and cells.window_months = units.window_months
        and cells.basis = units.basis
    group by
        cells.as_of_date, cells.pool_id, cells.metric_id, cells.window_months, cells.basis
)

select
    units.*,
    deviations.between_squares,
    deviations.within_squares
from units
inner join deviations
    on units.as_of_date = deviations.as_of_date
    and units.pool_id = deviations.pool_id
    and units.metric_id = deviations.metric_id
    and units.window_months = deviations.window_months
    and units.basis = deviations.basis
