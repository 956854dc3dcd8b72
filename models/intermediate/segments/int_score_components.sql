-- Each component of the composite score with its weight and what it adds. An imputed one pays a
-- penalty, or leaves its weight to the others. Where scoring is disabled nothing has a weight.
with

positions as (
    select * from {{ ref('int_score_positions') }}
),

params as (
    select * from {{ ref('core_params') }}
),

weighted as (
    select
        positions.*,
        case
            when positions.raw_value is null then null
            when positions.is_imputed
                then positions.scaled_position
                    * (1 - cast(params.score_missing_penalty as {{ t_double() }}))
            else positions.scaled_position
        end as normalized_value,
        case
            when not applicability.is_scoring_enabled or positions.raw_value is null then 0
            when positions.is_imputed and params.score_missing_policy = 'reweight' then 0
            else positions.configured_weight
        end as usable_weight
    from positions
    cross join params
    inner join {{ ref('int_applicability') }} as applicability
        on positions.as_of_date = applicability.as_of_date
),

totalled as (
    select
        weighted.*,
        cast(
            sum(usable_weight) over (partition by as_of_date, segment_id) as decimal(9, 6)
        ) as usable_weight_sum
    from weighted
),

shared as (
    select
        totalled.*,
        {{ safe_divide('usable_weight', 'usable_weight_sum') }} as weight
    from totalled
)

select
    as_of_date,
    segment_id,
    component,
    component_label,
    raw_value,
    normalized_value,
    configured_weight,
    weight,
    case when usable_weight = 0 then 0 else 100 * weight * normalized_value end as contribution,
    is_imputed
from shared
