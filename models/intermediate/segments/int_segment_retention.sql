-- Retention sums per cell and for the portfolio, with what the intervals need. Money is summed as
-- decimals, so that no order of rows changes a digit.
with

cohort as (
    select
        retention.*,
        segments.segment_id
    from {{ ref('int_account_retention') }} as retention
    inner join {{ ref('int_account_segments') }} as segments
        on retention.account_id = segments.account_id
        and retention.as_of_date = segments.as_of_date
),

levels as (
    select cohort.* from cohort
    union all
    select
        {{ ['as_of_date', 'horizon_months', 'account_id', 'is_retained_logo', 'start_arr_amount',
            'end_arr_amount', 'kept_arr_amount', 'expansion_amount',
            'kept_arr_by_movement_amount', 'pending_renewal_amount'] | join(', ') }},
        'portfolio' as segment_id
    from cohort
),

totals as (
    select
        as_of_date,
        horizon_months,
        segment_id,
        count(*) as logo_count,
        sum(case when is_retained_logo then 1 else 0 end) as retained_logo_count,
        sum(case when start_arr_amount > 0 then 1 else 0 end) as cohort_account_count,
        cast(sum(start_arr_amount) as {{ t_money() }}) as start_arr_amount,
        cast(sum(end_arr_amount) as {{ t_money() }}) as end_arr_amount,
        cast(sum(kept_arr_amount) as {{ t_money() }}) as kept_arr_amount,
        cast(sum(expansion_amount) as {{ t_money() }}) as expansion_amount,
        cast(sum(kept_arr_by_movement_amount) as {{ t_money() }}) as kept_arr_by_movement_amount,
        cast(sum(pending_renewal_amount) as {{ t_money() }}) as pending_renewal_amount
    from levels
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

residuals as (
    select
        levels.as_of_date,
        levels.horizon_months,
        levels.segment_id,
        {{ squared_residuals('levels.kept_arr_amount', 'levels.start_arr_amount', 'ratios.grr') }} as grr_squares,
        {{ squared_residuals('levels.kept_arr_by_movement_amount', 'levels.start_arr_amount', 'ratios.grr_by_movement') }}
            as grr_by_movement_squares,
        {{ squared_residuals('levels.end_arr_amount', 'levels.start_arr_amount', 'ratios.nrr') }} as nrr_squares
    from levels
    inner join ratios
        on levels.as_of_date = ratios.as_of_date
        and levels.horizon_months = ratios.horizon_months
        and levels.segment_id = ratios.segment_id
    where levels.start_arr_amount > 0
    group by levels.as_of_date, levels.horizon_months, levels.segment_id
)

select
    ratios.*,
    {{ ratio_standard_error('residuals.grr_squares', 'ratios.cohort_account_count', 'ratios.start_arr_amount') }}
        as grr_standard_error,
    {{ ratio_standard_error('residuals.grr_by_movement_squares', 'ratios.cohort_account_count', 'ratios.start_arr_amount') }}
        as grr_by_movement_standard_error,
    {{ ratio_standard_error('residuals.nrr_squares', 'ratios.cohort_account_count', 'ratios.start_arr_amount') }}
        as nrr_standard_error
from ratios
left join residuals
    on ratios.as_of_date = residuals.as_of_date
    and ratios.horizon_months = residuals.horizon_months
    and ratios.segment_id = residuals.segment_id
