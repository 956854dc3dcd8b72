with

run as (
    select * from {{ ref('core_run') }}
),

measured as (
    select
        pipeline.*,
        pipeline.revenue_target_amount - pipeline.won_amount as remaining_target_amount,
        conversion.won_amount as conversion_won_amount,
        conversion.start_pipeline_amount as conversion_pipeline_amount,
        coalesce(conversion.deal_count, 0) as conversion_deal_count,
        coalesce(conversion.quarter_count, 0) as conversion_quarter_count,
        conversion.conversion_rate,
        portfolio.conversion_rate as portfolio_conversion_rate
    from {{ ref('int_segment_target_pipeline') }} as pipeline
    left join {{ ref('int_pipeline_conversion') }} as conversion
        on pipeline.segment_id = conversion.segment_id
    left join {{ ref('int_pipeline_conversion') }} as portfolio
        on portfolio.segment_id = 'portfolio'
),

-- Coverage needs a target with something left of it; what is required needs something won.
covered as (
    select
        measured.*,
        case
            when not capabilities.has_targets then 'targets_not_delivered'
            when not capabilities.has_opportunities then 'opportunities_not_delivered'
            when revenue_target_amount is null then 'no_target'
            when remaining_target_amount <= 0 then 'target_reached'
        end as coverage_null_reason,
        case
            when not capabilities.has_opportunity_stage_history
                then 'stage_history_not_delivered'
            when conversion_deal_count = 0 then 'no_observations'
            when conversion_won_amount <= 0 then 'nothing_won'
        end as required_null_reason
    from measured
    cross join {{ ref('core_capabilities') }} as capabilities
),

ratios as (
    select
        covered.*,
        case
            when coverage_null_reason is null
                then {{ safe_divide('open_pipeline_amount', 'remaining_target_amount') }}
        end as coverage_ratio,
        case
            when required_null_reason is null
                then {{ safe_divide('conversion_pipeline_amount', 'conversion_won_amount') }}
        end as required_coverage_ratio
    from covered
)

select
    run.as_of_date,
    ratios.segment_id,
    ratios.period_start_date,
    ratios.period_end_date,
    run.scoring_run_id,
    ratios.revenue_target_amount,
    ratios.won_amount,
    cast(ratios.remaining_target_amount as {{ t_money() }}) as remaining_target_amount,
    ratios.open_pipeline_amount,
    cast(ratios.open_opportunity_count as bigint) as open_opportunity_count,
    cast(ratios.unpriced_opportunity_count as bigint) as unpriced_opportunity_count,
    ratios.coverage_ratio,
    ratios.coverage_null_reason,
    ratios.conversion_won_amount,
    ratios.conversion_pipeline_amount,
    cast(ratios.conversion_deal_count as bigint) as conversion_deal_count,
    cast(ratios.conversion_quarter_count as bigint) as conversion_quarter_count,
    ratios.conversion_rate,
    ratios.portfolio_conversion_rate,
    ratios.required_coverage_ratio,
    ratios.required_null_reason,
    ratios.coverage_ratio - ratios.required_coverage_ratio as coverage_gap,
    ratios.conversion_deal_count >= params.reliable_n_min as is_reliable,
    params.reporting_currency as currency_code
from ratios
cross join run
cross join {{ ref('core_params') }} as params
