-- How well each variable tells each target: the share of variance between bins, corrected for
-- chance, and for winning the information value. What chance alone would give is no signal.
with

bins as (
    select
        target,
        variable_name,
        bin,
        count(*) as bin_count,
        {{ order_free_sum('outcome') }} as bin_sum,
        {{ order_free_sum('outcome * outcome') }} as bin_square_sum
    from {{ ref('int_variable_bins') }}
    group by target, variable_name, bin
),

sums as (
    select
        target,
        variable_name,
        sum(bin_count) as account_count,
        count(*) as bin_count,
        -- A name or an id has a value for everybody and a bin for nobody.
        count(case when bin not in ('missing', 'other values') then 1 end) as own_bin_count,
        {{ order_free_sum('bin_sum') }} as outcome_sum,
        {{ order_free_sum('bin_square_sum') }} as square_sum,
        {{ order_free_sum(safe_divide('bin_sum * bin_sum', 'bin_count')) }} as between_square_sum
    from bins
    group by target, variable_name
),

variances as (
    select
        sums.*,
        square_sum - {{ safe_divide('outcome_sum * outcome_sum', 'account_count') }}
            as total_squares,
        between_square_sum - {{ safe_divide('outcome_sum * outcome_sum', 'account_count') }}
            as between_squares
    from sums
),

evidence as (
    select
        variable_name,
        {{ order_free_sum('information_value_part') }} as information_value,
        sum(won_count) as won_count,
        sum(lost_count) as lost_count
    from {{ ref('int_variable_woe') }}
    group by variable_name
),

measured as (
    select
        variances.target,
        variances.variable_name,
        variances.account_count,
        variances.bin_count,
        variances.own_bin_count,
        {{ safe_divide('variances.between_squares', 'variances.total_squares') }} as eta_squared,
        case when variances.target = 'won' then evidence.information_value end
            as information_value,
        -- A target that is rarely reached, or rarely missed, has as many events as the rarer side.
        case
            when variances.target = 'won' then least(evidence.won_count, evidence.lost_count)
            else variances.account_count
        end as event_count,
        {{ safe_divide('evidence.won_count * evidence.lost_count', 'variances.account_count') }}
            as evidence_size,
        quantiles.quantile_95
    from variances
    left join evidence on variances.variable_name = evidence.variable_name
    left join {{ ref('cfg_chi_square_quantiles') }} as quantiles
        on variances.bin_count - 1 = quantiles.degrees_of_freedom
)

select
    measured.target,
    measured.variable_name,
    measured.account_count,
    measured.bin_count,
    measured.eta_squared,
    case
        when measured.account_count > measured.bin_count
            then greatest(1 - (1 - measured.eta_squared) * {{ safe_divide(
                'measured.account_count - 1', 'measured.account_count - measured.bin_count'
            ) }}, 0)
    end as epsilon_squared,
    measured.information_value,
    measured.event_count < params.reliable_n_min as is_insufficient,
    measured.own_bin_count > 0 and coalesce(case measured.target
        when 'won' then measured.information_value * measured.evidence_size
        else measured.account_count * measured.eta_squared
    end > measured.quantile_95, false) as is_signal
from measured
cross join {{ ref('core_params') }} as params
