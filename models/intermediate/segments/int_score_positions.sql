-- Each component on a scale of 0 to 1 among the surviving segments of one date, higher always
-- better.
with

inputs as (
    select * from {{ ref('int_score_inputs') }}
    union all
    select * from {{ ref('int_score_market_inputs') }}
),

directed as (
    select
        inputs.*,
        case inputs.direction when 'lower_is_better' then -1 else 1 end
        * case
            when inputs.scale = 'log' and inputs.raw_value is not null
                then ln(greatest(inputs.raw_value, 1))
            when inputs.scale <> 'log' then inputs.raw_value
        end as scaled_value
    from inputs
),

scaled as (
    select
        directed.*,
        case when not is_imputed then scaled_value end as measured_value,
        case when is_imputed or scaled_value is null then 0 else 1 end as measured_flag
    from directed
),

-- What segments measured themselves sets the scale; an imputed value only takes a place on it.
spread as (
    select
        as_of_date,
        component,
        min(measured_value) as least_value,
        max(measured_value) as greatest_value,
        count(measured_value) as value_count
    from scaled
    group by as_of_date, component
),

shares as (
    select
        scaled.*,
        spread.least_value,
        spread.greatest_value,
        spread.value_count,
        {{ safe_divide('scaled_value - least_value', 'greatest_value - least_value') }}
            as value_share
    from scaled
    inner join spread
        on scaled.as_of_date = spread.as_of_date and scaled.component = spread.component
),

-- Of shares of the spread: of the values themselves nearly equal ones would lose their digits.
moments as (
    select
        as_of_date,
        component,
        {{ order_free_sum('value_share') }} as value_sum,
        {{ order_free_sum('value_share * value_share') }} as square_sum
    from shares
    where measured_flag = 1
    group by as_of_date, component
),

measured as (
    select
        shares.*,
        moments.value_sum,
        moments.square_sum
    from shares
    left join moments
        on shares.as_of_date = moments.as_of_date and shares.component = moments.component
)

select
    measured.as_of_date,
    measured.segment_id,
    measured.component,
    measured.component_label,
    measured.configured_weight,
    measured.raw_value,
    case
        when not coalesce(greatest_value > least_value, false) then 0.5
        when params.score_normalization = 'minmax'
            then {{ min_max_share('scaled_value', 'least_value', 'greatest_value') }}
        when params.score_normalization = 'percentile'
            then {{ mean_rank_share(
                'scaled_value', 'measured_flag', 'as_of_date, component', 'value_count'
            ) }}
        when params.score_normalization = 'zscore'
            then {{ normal_probability(
                z_score('value_share', 'value_count', 'value_sum', 'square_sum')
            ) }}
    end as scaled_position,
    measured.is_imputed
from measured
cross join {{ ref('core_params') }} as params
