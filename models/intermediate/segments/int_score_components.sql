-- Each component on a scale of 0 to 1 among the surviving segments of one date, higher always
-- better, with its weight and what it adds to the score.
with

params as (
    select * from {{ ref('core_params') }}
),

directed as (
    select
        inputs.*,
        case direction when 'lower_is_better' then -1 else 1 end * case
            when scale = 'log' then ln(greatest(raw_value, 1))
            else raw_value
        end as scaled_value
    from {{ ref('int_score_inputs') }} as inputs
),

scaled as (
    select
        directed.*,
        case when not is_imputed then scaled_value end as measured_value
    from directed
),

-- What segments measured themselves sets the scale; an imputed value only takes a place on it.
spread as (
    select
        as_of_date,
        component,
        min(measured_value) as least_value,
        max(measured_value) as greatest_value,
        count(measured_value) as value_count,
        {{ order_free_sum('measured_value') }} as value_sum,
        {{ order_free_sum('measured_value * measured_value') }} as square_sum
    from scaled
    group by as_of_date, component
),

positioned as (
    select
        scaled.*,
        params.score_missing_policy,
        params.score_missing_penalty,
        case params.score_normalization
            when 'minmax' then case
                when spread.greatest_value > spread.least_value then least(greatest({{ safe_divide(
                    'scaled.scaled_value - spread.least_value',
                    'spread.greatest_value - spread.least_value'
                ) }}, 0), 1)
                else 0.5
            end
            when 'percentile' then {{ mean_rank_share('scaled.scaled_value', 'scaled.as_of_date, scaled.component', 'spread.value_count') }}
            when 'zscore' then {{ normal_probability(
                z_score('scaled.scaled_value', 'spread.value_count', 'spread.value_sum', 'spread.square_sum')
            ) }}
        end as position
    from scaled
    cross join params
    inner join spread
        on scaled.as_of_date = spread.as_of_date
        and scaled.component = spread.component
),

weighted as (
    select
        positioned.*,
        case
            when raw_value is null then null
            when is_imputed then position * (1 - cast(score_missing_penalty as {{ t_double() }}))
            else position
        end as normalized_value,
        case
            when raw_value is null or (is_imputed and score_missing_policy = 'reweight') then 0
            else configured_weight
        end as usable_weight
    from positioned
),

shared as (
    select
        weighted.*,
        cast(sum(usable_weight) over (partition by as_of_date, segment_id) as decimal(9, 6))
            as usable_weight_sum
    from weighted
)

select
    as_of_date,
    segment_id,
    component,
    component_label,
    raw_value,
    is_imputed,
    normalized_value,
    configured_weight,
    {{ safe_divide('usable_weight', 'usable_weight_sum') }} as weight,
    case
        when usable_weight = 0 then 0
        else 100 * {{ safe_divide('usable_weight', 'usable_weight_sum') }} * normalized_value
    end as contribution
from shared
