with

tiers as (
    select * from {{ ref('int_segment_tiers') }}
),

run as (
    select * from {{ ref('core_run') }}
),

composite as (
    select
        as_of_date,
        segment_id,
        -- Nine digits, so that thirds and ninths that make the same whole tie.
        case
            when max(weight) > 0
                then cast({{ rounded(precise_sum('contribution'), 9) }} as {{ t_double() }})
        end as composite_score,
        max(case when component = 'expansion' then raw_value end) as expansion_coefficient,
        count(case when is_imputed and configured_weight > 0 then 1 end) as imputed_component_count
    from {{ ref('fct_segment_score_components') }}
    group by as_of_date, segment_id
),

ranked as (
    select
        composite.*,
        row_number() over (
            partition by as_of_date order by composite_score desc nulls last, segment_id asc
        ) as composite_rank
    from composite
)

select
    tiers.as_of_date,
    tiers.segment_id,
    run.scoring_run_id,
    tiers.retention_basis as clv_basis,
    tiers.expansion_basis,
    tiers.clv_factors,
    tiers.rating_status,
    tiers.clv_null_reason,
    tiers.tier_reason,
    tiers.proposed_segment_tier,
    cast(tiers.clv_rank as bigint) as clv_rank,
    cast(tiers.clv_third as bigint) as clv_third,
    cast(
        case when ranked.composite_score is not null then ranked.composite_rank end as bigint
    ) as composite_rank,
    cast(tiers.addressable_account_count as bigint) as addressable_account_count,
    cast(tiers.viable_account_count as bigint) as viable_account_count,
    cast(tiers.cohort_account_count as bigint) as cohort_account_count,
    tiers.first_year_acv_amount,
    tiers.run_rate_amount,
    tiers.clv_proxy_amount,
    intervals.clv_proxy_lower_amount,
    intervals.clv_proxy_upper_amount,
    intervals.clv_proxy_interval_null_reason,
    tiers.measured_clv_proxy_amount,
    cast(tiers.imputed_factor_count as bigint) as imputed_factor_count,
    cast(tiers.revenue_account_count as bigint) as revenue_account_count,
    cast(tiers.revenue_account_count * tiers.annual_value_amount as {{ t_money() }})
        as addressable_revenue_amount,
    tiers.grr_24m,
    tiers.nrr_24m,
    tiers.expansion_multiple_24m,
    ranked.expansion_coefficient,
    ranked.composite_score,
    cast(ranked.imputed_component_count as bigint) as imputed_component_count,
    tiers.retention_basis = 'logo' as is_placeholder,
    tiers.is_multiple_imputed,
    case when tiers.as_of_date < run.as_of_date then published.proposed_segment_tier end
        as published_segment_tier,
    case when tiers.as_of_date < run.as_of_date then published.clv_proxy_amount end
        as published_clv_proxy_amount,
    tiers.as_of_date < run.as_of_date and published.segment_id is null as is_reconstructed
from tiers
cross join run
left join {{ ref('int_segment_clv_intervals') }} as intervals
    on tiers.as_of_date = intervals.as_of_date
    and tiers.segment_id = intervals.segment_id
left join ranked
    on tiers.as_of_date = ranked.as_of_date
    and tiers.segment_id = ranked.segment_id
left join {{ ref('int_published_scores') }} as published
    on tiers.as_of_date = published.as_of_date
    and tiers.segment_id = published.segment_id
