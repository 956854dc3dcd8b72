-- The factors of the CLV proxy on the basis of each cell, beside what the score needs.
with

retention as (
    select * from {{ ref('int_segment_retention') }}
),

measured as (
    select
        bases.as_of_date,
        bases.segment_id,
        bases.retention_basis,
        params.expansion_basis,
        acv.mean_amount as annual_value_amount,
        case when bases.retention_basis <> 'run_rate' then acv.mean_amount end
            as first_year_acv_amount,
        case when bases.retention_basis = 'run_rate' then acv.mean_amount end as run_rate_amount,
        acv.account_count as acv_account_count,
        case bases.retention_basis
            when 'revenue' then bases.revenue_account_count
            when 'logo' then bases.logo_count
            else bases.run_rate_account_count
        end as cohort_account_count,
        case
            when bases.retention_basis = 'run_rate' then null
            when bases.retention_basis = 'logo'
                then {{ safe_divide('over_24.retained_logo_count', 'over_24.logo_count') }}
            when params.grr_basis = 'movement' then over_24.grr_by_movement
            else over_24.grr
        end as grr_24m,
        over_24.nrr as nrr_24m,
        over_12.nrr as nrr_12m,
        {{ safe_divide('deals.expansion_won_amount', 'deals.starting_acv_amount') }} as deal_growth,
        case
            when params.expansion_basis = 'starting_base'
                then 1 + {{ safe_divide('over_24.expansion_amount', 'over_24.start_arr_amount') }}
            when params.grr_basis = 'movement'
                then {{ safe_divide(
                    'over_24.end_arr_amount', 'over_24.kept_arr_by_movement_amount'
                ) }}
            else {{ safe_divide('over_24.end_arr_amount', 'over_24.kept_arr_amount') }}
        end as revenue_multiple,
        run_rates.run_rate_at_month_24_amount
    from {{ ref('int_segment_retention_bases') }} as bases
    cross join {{ ref('core_params') }} as params
    left join {{ ref('int_segment_acv') }} as acv
        on bases.as_of_date = acv.as_of_date
        and bases.segment_id = acv.level_id
        and acv.level_name = 'segment'
    left join retention as over_24
        on bases.as_of_date = over_24.as_of_date
        and bases.segment_id = over_24.segment_id
        and over_24.horizon_months = 24
    left join retention as over_12
        on bases.as_of_date = over_12.as_of_date
        and bases.segment_id = over_12.segment_id
        and over_12.horizon_months = 12
    left join {{ ref('int_segment_run_rates') }} as run_rates
        on bases.as_of_date = run_rates.as_of_date
        and bases.segment_id = run_rates.segment_id
    left join {{ ref('int_segment_expansion_deals') }} as deals
        on bases.as_of_date = deals.as_of_date
        and bases.segment_id = deals.segment_id
    where bases.segment_id <> 'portfolio'
),

multiplied as (
    select
        measured.*,
        case retention_basis
            when 'logo' then 1 + coalesce(deal_growth, 0)
            when 'revenue' then revenue_multiple
        end as expansion_multiple_24m,
        retention_basis = 'logo' and deal_growth is null as is_multiple_imputed
    from measured
)

select
    multiplied.*,
    case
        when not applicability.is_scoring_enabled then null
        when retention_basis = 'run_rate' then run_rate_at_month_24_amount
        else {{ to_money(
            'cast(first_year_acv_amount as ' ~ t_double() ~ ') * grr_24m * expansion_multiple_24m'
        ) }}
    end as clv_proxy_amount,
    case
        when not applicability.is_scoring_enabled then 'scoring_disabled'
        when retention_basis = 'run_rate' and run_rate_at_month_24_amount is null then 'no_run_rate'
        when retention_basis = 'run_rate' then null
        when first_year_acv_amount is null then 'no_first_year_acv'
        when grr_24m is null then 'no_retention_cohort'
        when expansion_multiple_24m is null then 'no_expansion_multiple'
    end as clv_null_reason
from multiplied
inner join {{ ref('int_applicability') }} as applicability
    on multiplied.as_of_date = applicability.as_of_date
