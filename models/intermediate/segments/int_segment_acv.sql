-- First-year ACV per cell, per band and for the portfolio, over first contracts signed in the
-- window.
with

cohort as (
    select
        segments.as_of_date,
        segments.segment_id,
        segments.firmographic_band_id,
        acv.first_year_acv_amount
    from {{ ref('int_account_first_year_acv') }} as acv
    inner join {{ ref('int_account_segments') }} as segments
        on acv.account_id = segments.account_id
        and acv.as_of_date = segments.as_of_date
    cross join {{ ref('core_params') }} as params
    where
        {{ within_months('acv.signed_date', 'segments.as_of_date', 'params.acv_window_months') }}
),

levels as (
    select as_of_date, 'segment' as level_name, segment_id as level_id, first_year_acv_amount
    from cohort
    union all
    select as_of_date, 'band', firmographic_band_id, first_year_acv_amount
    from cohort
    union all
    select as_of_date, 'portfolio', 'portfolio', first_year_acv_amount
    from cohort
)

select
    as_of_date,
    level_name,
    level_id,
    count(*) as account_count,
    cast(sum(first_year_acv_amount) as {{ t_money() }}) as total_amount,
    {{ mean_money('sum(first_year_acv_amount)', 'count(*)') }} as mean_amount,
    {{ to_money(
        'percentile_cont(0.5) within group (order by cast(first_year_acv_amount as ' ~ t_double() ~ '))'
    ) }} as median_amount,
    {{ mean_standard_error('first_year_acv_amount') }} as standard_error
from levels
group by as_of_date, level_name, level_id
