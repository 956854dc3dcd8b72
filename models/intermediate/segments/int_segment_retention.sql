-- Retention sums per cell and for the portfolio, with what the intervals need. Money is summed as
-- decimals, so that no order of rows changes a digit.
with

cohorts as (
    select * from {{ ref('int_retention_cohorts') }}
),

-- A logo whose ARR then is unknown has no place in a ratio of ARR, whatever it pays now.
totals as (
    select
        as_of_date,
        horizon_months,
        segment_id,
        count(distinct family_id) as logo_count,
        count(distinct case when is_retained_logo then family_id end) as retained_logo_count,
        sum(case when start_arr_amount > 0 then 1 else 0 end) as cohort_account_count,
        cast(sum(start_arr_amount) as {{ t_money() }}) as start_arr_amount,
        cast(
            coalesce(sum(end_arr_amount) filter (where start_arr_amount > 0), 0)
            as {{ t_money() }}
        ) as end_arr_amount,
        cast(sum(kept_arr_amount) as {{ t_money() }}) as kept_arr_amount,
        cast(
            coalesce(sum(expansion_amount) filter (where start_arr_amount > 0), 0)
            as {{ t_money() }}
        ) as expansion_amount,
        cast(sum(kept_arr_by_movement_amount) as {{ t_money() }}) as kept_arr_by_movement_amount,
        cast(
            coalesce(sum(pending_renewal_amount) filter (where start_arr_amount > 0), 0)
            as {{ t_money() }}
        ) as pending_renewal_amount
    from cohorts
    group by as_of_date, horizon_months, segment_id
),

ratios as (
    select
        totals.*,
        {{ safe_divide('kept_arr_amount', 'start_arr_amount') }} as grr,
        {{ safe_divide('kept_arr_by_movement_amount', 'start_arr_amount') }} as grr_by_movement,
        {{ safe_divide('end_arr_amount', 'start_arr_amount') }} as nrr
    from totals
),

-- Beside each account's own amounts the ratio of its cell, from which its residual is taken.
compared as (
    select
        cohorts.*,
        ratios.grr,
        ratios.grr_by_movement,
        ratios.nrr
    from cohorts
    inner join ratios
        on cohorts.as_of_date = ratios.as_of_date
        and cohorts.horizon_months = ratios.horizon_months
        and cohorts.segment_id = ratios.segment_id
    where cohorts.start_arr_amount > 0
),

residuals as (
    select
        as_of_date,
        horizon_months,
        segment_id,
        {{ squared_residuals('kept_arr_amount', 'start_arr_amount', 'grr') }} as grr_squares,
        {{ squared_residuals(
            'kept_arr_by_movement_amount', 'start_arr_amount', 'grr_by_movement'
        ) }} as grr_by_movement_squares,
        {{ squared_residuals('end_arr_amount', 'start_arr_amount', 'nrr') }} as nrr_squares
    from compared
    group by as_of_date, horizon_months, segment_id
)

select
    ratios.*,
    {{ ratio_standard_error('grr_squares', 'cohort_account_count', 'start_arr_amount') }}
        as grr_standard_error,
    {{ ratio_standard_error(
        'grr_by_movement_squares', 'cohort_account_count', 'start_arr_amount'
    ) }} as grr_by_movement_standard_error,
    {{ ratio_standard_error('nrr_squares', 'cohort_account_count', 'start_arr_amount') }}
        as nrr_standard_error
from ratios
left join residuals
    on ratios.as_of_date = residuals.as_of_date
    and ratios.horizon_months = residuals.horizon_months
    and ratios.segment_id = residuals.segment_id
