-- The factors of the CLV proxy as they are used, and the proxy: the shrunken ones, or by setting
-- the measured ones. A factor that the cell does not have is the common one, and counted.
with

params as (
    select * from {{ ref('core_params') }}
),

shrunken as (
    select
        shrunk.as_of_date,
        shrunk.segment_id,
        {{ shrunken_metric('first_year_acv', "'signed'") }} as first_year_acv_amount,
        {{ shrunken_metric('grr', 'params.grr_basis') }} as grr,
        {{ shrunken_metric('nrr', "'revenue'") }} as nrr,
        {{ shrunken_metric('logo_retention', "'logo'") }} as logo_retention,
        {{ shrunken_metric('expansion_multiple', "'starting_base'") }} as starting_base_multiple
    from {{ ref('int_segment_shrunk_metrics') }} as shrunk
    cross join params
    where shrunk.metric_id = 'first_year_acv' or shrunk.window_months = 24
    group by shrunk.as_of_date, shrunk.segment_id
),

chosen as (
    select
        factors.*,
        params.clv_factors,
        params.clv_factors = 'shrunken' and factors.retention_basis in ('revenue', 'logo')
            as is_shrunken,
        {{ to_money('shrunken.first_year_acv_amount') }} as shrunken_acv_amount,
        case factors.retention_basis
            when 'logo' then shrunken.logo_retention
            else shrunken.grr
        end as shrunken_grr,
        shrunken.nrr as shrunken_nrr,
        case
            when factors.retention_basis = 'logo' then factors.expansion_multiple_24m
            when factors.expansion_basis = 'starting_base' then shrunken.starting_base_multiple
            else {{ safe_divide('shrunken.nrr', 'shrunken.grr') }}
        end as shrunken_multiple
    from {{ ref('int_segment_factors') }} as factors
    cross join params
    left join shrunken
        on factors.as_of_date = shrunken.as_of_date
        and factors.segment_id = shrunken.segment_id
),

used as (
    select
        as_of_date,
        segment_id,
        retention_basis,
        expansion_basis,
        clv_factors,
        cohort_account_count,
        run_rate_amount,
        is_multiple_imputed,
        case when is_shrunken then shrunken_acv_amount else first_year_acv_amount end
            as first_year_acv_amount,
        case when is_shrunken then shrunken_grr else grr_24m end as grr_24m,
        case when is_shrunken and retention_basis = 'revenue' then shrunken_nrr else nrr_24m end
            as nrr_24m,
        case when is_shrunken then shrunken_multiple else expansion_multiple_24m end
            as expansion_multiple_24m,
        case when is_shrunken and first_year_acv_amount is null then 1 else 0 end
        + case when is_shrunken and grr_24m is null then 1 else 0 end
        + case
            when is_multiple_imputed or (is_shrunken and grr_24m is null) then 1
            else 0
        end as imputed_factor_count,
        clv_proxy_amount as measured_clv_proxy_amount,
        clv_null_reason = 'scoring_disabled' as is_scoring_disabled
    from chosen
)

select
    used.*,
    coalesce(run_rate_amount, first_year_acv_amount) as annual_value_amount,
    case
        when retention_basis = 'run_rate' then measured_clv_proxy_amount
        when is_scoring_disabled is not true then {{ to_money(
            'cast(first_year_acv_amount as ' ~ t_double() ~ ') * grr_24m * expansion_multiple_24m'
        ) }}
    end as clv_proxy_amount,
    case
        when is_scoring_disabled then 'scoring_disabled'
        when retention_basis = 'run_rate' and measured_clv_proxy_amount is null then 'no_run_rate'
        when retention_basis = 'run_rate' then null
        when first_year_acv_amount is null then 'no_first_year_acv'
        when grr_24m is null then 'no_retention_cohort'
        when expansion_multiple_24m is null then 'no_expansion_multiple'
    end as clv_null_reason
from used
