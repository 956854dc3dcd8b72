-- On what each cell, and the portfolio, counts retention: revenue where enough accounts have known
-- ARR at the start, else logos, else invoiced run rate. Where none has enough, the first that has
-- any account; a cell without any takes the portfolio's.
with

params as (
    select * from {{ ref('core_params') }}
),

levels as (
    select as_of_date, segment_id from {{ ref('int_segments') }}
    union all
    select as_of_date, 'portfolio' from {{ ref('int_as_of_dates') }}
),

counted as (
    select
        levels.as_of_date,
        levels.segment_id,
        coalesce(retention.cohort_account_count, 0) as revenue_account_count,
        coalesce(retention.logo_count, 0) as logo_count,
        coalesce(run_rates.account_count, 0) as run_rate_account_count
    from levels
    left join {{ ref('int_segment_retention') }} as retention
        on levels.as_of_date = retention.as_of_date
        and levels.segment_id = retention.segment_id
        and retention.horizon_months = 24
    left join {{ ref('int_segment_run_rates') }} as run_rates
        on levels.as_of_date = run_rates.as_of_date
        and levels.segment_id = run_rates.segment_id
),

own as (
    select
        counted.*,
        case
            when revenue_account_count >= params.min_cohort_accounts then 'revenue'
            when logo_count >= params.min_cohort_accounts then 'logo'
            when run_rate_account_count >= params.min_cohort_accounts then 'run_rate'
            when revenue_account_count > 0 then 'revenue'
            when logo_count > 0 then 'logo'
            when run_rate_account_count > 0 then 'run_rate'
            when segment_id = 'portfolio' and finance.has_contract_lines then 'revenue'
            when segment_id = 'portfolio' then 'run_rate'
        end as own_basis
    from counted
    cross join params
    cross join {{ ref('int_finance_capability') }} as finance
),

completed as (
    select
        own.*,
        coalesce(
            own_basis,
            max(case when segment_id = 'portfolio' then own_basis end)
                over (partition by as_of_date)
        ) as capability
    from own
)

select
    completed.as_of_date,
    completed.segment_id,
    completed.capability as retention_capability,
    case params.retention_basis
        when 'auto' then completed.capability
        else params.retention_basis
    end as retention_basis,
    completed.revenue_account_count,
    completed.logo_count,
    completed.run_rate_account_count
from completed
cross join params
