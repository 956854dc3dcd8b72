-- The three factors of the CLV proxy on the basis in use, beside what the score needs, per cell.
with

params as (
    select * from {{ ref('core_params') }}
),

retention as (
    select * from {{ ref('int_segment_retention') }}
),

measured as (
    select
        segments.as_of_date,
        segments.segment_id,
        params.retention_basis,
        params.expansion_basis,
        acv.mean_amount as first_year_acv_amount,
        acv.account_count as acv_account_count,
        coalesce(case params.retention_basis
            when 'logo' then over_24.logo_count
            else over_24.cohort_account_count
        end, 0) as cohort_account_count,
        case
            when params.retention_basis = 'logo'
                then {{ safe_divide('over_24.retained_logo_count', 'over_24.logo_count') }}
            when params.grr_basis = 'movement' then over_24.grr_by_movement
            else over_24.grr
        end as grr_24m,
        over_24.nrr as nrr_24m,
        over_12.nrr as nrr_12m,
        case
            when params.retention_basis = 'logo'
                then 1 + coalesce({{ safe_divide(
                    'deals.expansion_won_amount', 'deals.starting_acv_amount'
                ) }}, 0)
            when params.expansion_basis = 'starting_base'
                then 1 + {{ safe_divide('over_24.expansion_amount', 'over_24.start_arr_amount') }}
            when params.grr_basis = 'movement'
                then {{ safe_divide(
                    'over_24.end_arr_amount', 'over_24.kept_arr_by_movement_amount'
                ) }}
            else {{ safe_divide('over_24.end_arr_amount', 'over_24.kept_arr_amount') }}
        end as expansion_multiple_24m,
        params.retention_basis = 'logo'
        and {{ safe_divide('deals.expansion_won_amount', 'deals.starting_acv_amount') }} is null
            as is_multiple_imputed
    from {{ ref('int_segments') }} as segments
    cross join params
    left join {{ ref('int_segment_acv') }} as acv
        on segments.as_of_date = acv.as_of_date
        and segments.segment_id = acv.level_id
        and acv.level_name = 'segment'
    left join retention as over_24
        on segments.as_of_date = over_24.as_of_date
        and segments.segment_id = over_24.segment_id
        and over_24.horizon_months = 24
    left join retention as over_12
        on segments.as_of_date = over_12.as_of_date
        and segments.segment_id = over_12.segment_id
        and over_12.horizon_months = 12
    left join {{ ref('int_segment_expansion_deals') }} as deals
        on segments.as_of_date = deals.as_of_date
        and segments.segment_id = deals.segment_id
)

select
    measured.*,
    case
        when applicability.is_scoring_enabled
            then {{ to_money(
                'cast(measured.first_year_acv_amount as ' ~ t_double() ~ ')'
                ~ ' * measured.grr_24m * measured.expansion_multiple_24m'
            ) }}
    end as clv_proxy_amount,
    case
        when not applicability.is_scoring_enabled then 'scoring_disabled'
        when measured.first_year_acv_amount is null then 'no_first_year_acv'
        when measured.grr_24m is null then 'no_retention_cohort'
        when measured.expansion_multiple_24m is null then 'no_expansion_multiple'
    end as clv_null_reason
from measured
inner join {{ ref('int_applicability') }} as applicability
    on measured.as_of_date = applicability.as_of_date
