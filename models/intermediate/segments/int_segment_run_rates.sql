-- Run rates of the accounts of every cell and of the portfolio, and what is left of their mean
-- after 24 months of decay.
with

cohort as (
    select
        segments.as_of_date,
        segments.segment_id,
        run_rates.run_rate_amount,
        run_rates.is_annualised
    from {{ ref('int_account_run_rates') }} as run_rates
    inner join {{ ref('int_account_segments') }} as segments
        on run_rates.account_id = segments.account_id
        and run_rates.as_of_date = segments.as_of_date
),

levels as (
    select * from cohort
    union all
    select as_of_date, 'portfolio' as segment_id, run_rate_amount, is_annualised
    from cohort
),

totals as (
    select
        as_of_date,
        segment_id,
        count(*) as account_count,
        sum(case when is_annualised then 1 else 0 end) as annualised_account_count,
        cast(sum(run_rate_amount) as {{ t_money() }}) as run_rate_amount,
        {{ mean_money('sum(run_rate_amount)', 'count(*)') }} as mean_run_rate_amount
    from levels
    group by as_of_date, segment_id
)

select
    totals.*,
    {{ to_money(
        'cast(totals.mean_run_rate_amount as ' ~ t_double() ~ ')'
        ~ ' * power(1 - cast(params.run_rate_decay_monthly as ' ~ t_double() ~ '), 24)'
    ) }} as run_rate_at_month_24_amount
from totals
cross join {{ ref('core_params') }} as params
