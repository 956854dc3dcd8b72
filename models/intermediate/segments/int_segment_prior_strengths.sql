-- The number of observations that the common value of a metric weighs against a cell's own: M of
-- the beta-binomial by ANOVA moments, K of Bühlmann for money.
with

estimated as (
    select
        dispersion.*,
        {{ safe_divide(
            'between_squares - (segment_count - 1)',
            'effective_observations - (segment_count - 1)'
        ) }} as intraclass_correlation,
        {{ safe_divide('within_squares', 'observation_sum - segment_count') }} as within_variance
    from {{ ref('int_segment_metric_dispersion') }} as dispersion
),

compared as (
    select
        estimated.*,
        {{ safe_divide(
            'between_squares - (segment_count - 1) * within_variance', 'effective_observations'
        ) }} as between_variance
    from estimated
),

strengths as (
    select
        compared.*,
        case
            when segment_count < params.shrinkage_segment_min
                then params.shrinkage_prior_observations
            when shrinkage_method = 'beta_binomial' and deviation_unit is null then null
            when shrinkage_method = 'beta_binomial' and intraclass_correlation > 0
                then greatest({{ safe_divide(
                    '1 - intraclass_correlation', 'intraclass_correlation'
                ) }}, 0)
            when shrinkage_method = 'beta_binomial' and intraclass_correlation <= 0 then null
            when within_variance is null then params.shrinkage_prior_observations
            when between_variance > 0 then {{ safe_divide('within_variance', 'between_variance') }}
        end as own_prior_strength
    from compared
    cross join {{ ref('core_params') }} as params
),

shared as (
    select
        strengths.*,
        max(case when metric_id = 'nrr' then own_prior_strength end)
            over (partition by as_of_date, window_months) as nrr_prior_strength
    from strengths
)

select
    as_of_date,
    pool_id,
    metric_id,
    window_months,
    basis,
    shrinkage_method,
    segment_count,
    pooled_value,
    case shrinkage_method
        when 'credibility_of_nrr' then nrr_prior_strength
        else own_prior_strength
    end as prior_strength
from shared
