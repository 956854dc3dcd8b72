with

run as (
    select * from {{ ref('core_run') }}
),

-- A quantile of few cycles is that of one or two deals; the portfolio's stands in for it.
aged as (
    select
        cohorts.*,
        params.confidence_z,
        params.reliable_n_min,
        capabilities.has_opportunities,
        case
            when own.cycle_count >= params.reliable_n_min then own.cycle_quantile_months
            else portfolio.cycle_quantile_months
        end as maturity_months,
        case
            when own.cycle_count >= params.reliable_n_min then 'segment'
            when portfolio.cycle_count > 0 then 'portfolio'
        end as maturity_basis,
        {{ add_days(add_months('cohorts.created_quarter_date', 3), -1) }} as last_created_date
    from {{ ref('int_segment_win_cohorts') }} as cohorts
    cross join {{ ref('core_params') }} as params
    cross join {{ ref('core_capabilities') }} as capabilities
    left join {{ ref('int_segment_win_cycles') }} as own on cohorts.segment_id = own.segment_id
    left join {{ ref('int_segment_win_cycles') }} as portfolio
        on portfolio.segment_id = 'portfolio'
),

judged as (
    select
        aged.*,
        run.as_of_date,
        run.scoring_run_id,
        case
            when not aged.has_opportunities then 'source_not_delivered'
            when aged.created_count = 0 then 'no_observations'
            when aged.maturity_months is null then 'cycle_unknown'
            when aged.months_since_created < aged.maturity_months then 'before_cycle_ends'
            -- Not every deal of the quarter has had so many months yet.
            when {{ add_months('aged.last_created_date', 'aged.months_since_created') }}
                > run.as_of_date
                then 'cohort_too_young'
        end as null_reason
    from aged
    cross join run
)

select
    as_of_date,
    segment_id,
    created_quarter_date,
    cast(months_since_created as bigint) as months_since_created,
    scoring_run_id,
    {%- for count in ['created', 'won', 'lost', 'no_decision'] %}
    case when has_opportunities then cast({{ count }}_count as bigint) end as {{ count }}_count,
    {%- endfor %}
    case
        when has_opportunities
            then cast(created_count - won_count - lost_count - no_decision_count as bigint)
    end as undecided_count,
    {{ safe_divide('won_count', 'created_count') }} as won_to_date_rate,
    {{ safe_divide('won_count', 'won_count + lost_count') }} as period_win_rate,
    case when null_reason is null then {{ safe_divide('won_count', 'created_count') }} end
        as cohort_win_rate,
    case
        when null_reason is null
            then {{ wilson_lower('won_count', 'created_count', 'confidence_z') }}
    end as interval_low,
    case
        when null_reason is null
            then {{ wilson_upper('won_count', 'created_count', 'confidence_z') }}
    end as interval_high,
    null_reason,
    cast(maturity_months as bigint) as maturity_months,
    maturity_basis,
    null_reason is null as is_mature,
    created_count >= reliable_n_min as is_reliable,
    case when has_opportunities then cast(unsegmented_created_count as bigint) end
        as unsegmented_created_count,
    case when has_opportunities then cast(no_account_created_count as bigint) end
        as no_account_created_count
from judged
