-- What an account brings in a year, per cell, per band and for the portfolio: first-year ACV over
-- first contracts signed in the window, or the run rate where that is the basis.
with

account_values as (
    select as_of_date, account_id, acv_source, first_year_acv_amount, signed_date
    from {{ ref('int_account_first_year_acv') }}
    union all
    select
        run_rates.as_of_date,
        run_rates.account_id,
        'run_rate',
        run_rates.run_rate_amount,
        run_rates.as_of_date as signed_date
    from {{ ref('int_account_run_rates') }} as run_rates
),

cohort as (
    select
        segments.as_of_date,
        segments.segment_id,
        segments.firmographic_band_id,
        acv.acv_source,
        acv.first_year_acv_amount
    from account_values as acv
    inner join {{ ref('int_account_segments') }} as segments
        on acv.account_id = segments.account_id
        and acv.as_of_date = segments.as_of_date
    cross join {{ ref('core_params') }} as params
    where
        {{ within_months('acv.signed_date', 'segments.as_of_date', 'params.acv_window_months') }}
),

levels as (
    select cohort.*, 'segment' as level_name, segment_id as level_id, segment_id as rated_id
    from cohort
    union all
    select cohort.*, 'band', firmographic_band_id, 'portfolio'
    from cohort
    union all
    select cohort.*, 'portfolio', 'portfolio', 'portfolio'
    from cohort
),

-- A band values the cells that have nothing of their own, on the portfolio's basis.
on_basis as (
    select levels.*
    from levels
    inner join {{ ref('int_segment_retention_bases') }} as bases
        on levels.as_of_date = bases.as_of_date
        and levels.rated_id = bases.segment_id
        and levels.acv_source = case bases.retention_basis
            when 'revenue' then 'contract'
            when 'logo' then 'won_opportunity'
            else bases.retention_basis
        end
)

select
    as_of_date,
    level_name,
    level_id,
    acv_source,
    count(*) as account_count,
    cast(sum(first_year_acv_amount) as {{ t_money() }}) as total_amount,
    {{ mean_money('sum(first_year_acv_amount)', 'count(*)') }} as mean_amount,
    {{ to_money(
        'percentile_cont(0.5) within group (order by cast(first_year_acv_amount as ' ~ t_double() ~ '))'
    ) }} as median_amount,
    {{ mean_standard_error('first_year_acv_amount') }} as standard_error
from on_basis
group by as_of_date, level_name, level_id, acv_source
