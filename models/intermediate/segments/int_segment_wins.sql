-- New-business and expansion deals closed in the window, per cell and for the portfolio. A loss
-- whose reason means that nobody won is no decision: the narrow rate leaves it out.
with

closed as (
    select
        segments.as_of_date,
        segments.segment_id,
        case opportunities.opportunity_type when 'new' then 'new_business' else 'expansion' end
            as basis,
        opportunities.status = 'won' as is_won,
        opportunities.amount,
        opportunities.is_first_meeting_missing,
        opportunities.days_first_meeting_to_close,
        opportunities.status = 'won' or reasons.loss_reason is null as is_decided
    from {{ ref('int_opportunities') }} as opportunities
    cross join {{ ref('core_params') }} as params
    inner join {{ ref('int_account_segments') }} as segments
        on opportunities.account_id = segments.account_id
    left join {{ ref('cfg_no_decision_reasons') }} as reasons
        on lower(opportunities.loss_reason) = reasons.loss_reason
    where
        opportunities.opportunity_type in ('new', 'expansion')
        and opportunities.status in ('won', 'lost')
        and {{ within_months(
            'opportunities.close_date', 'segments.as_of_date', 'params.win_window_months'
        ) }}
),

judged as (
    select
        closed.*,
        case when is_won then amount end as won_amount,
        case when is_decided then amount end as decided_amount,
        case when is_won and days_first_meeting_to_close >= 0 then days_first_meeting_to_close end
            as cycle_days
    from closed
),

levels as (
    select judged.*, segment_id as level_id from judged
    union all
    select judged.*, 'portfolio' from judged
)

select
    as_of_date,
    level_id as segment_id,
    basis,
    count(*) as closed_count,
    sum(case when is_decided then 1 else 0 end) as decided_count,
    sum(case when is_won then 1 else 0 end) as won_count,
    {{ to_money('sum(won_amount)') }} as won_amount,
    {{ to_money('sum(decided_amount)') }} as decided_amount,
    {{ to_money('sum(amount)') }} as closed_amount,
    count(won_amount) as won_with_amount_count,
    count(decided_amount) as decided_with_amount_count,
    count(amount) as closed_with_amount_count,
    {{ sum_of_squares('won_amount') }} as won_square_sum,
    {{ sum_of_squares('decided_amount') }} as decided_square_sum,
    {{ sum_of_squares('amount') }} as closed_square_sum,
    count(cycle_days) as cycle_count,
    sum(case when cycle_days is not null and is_first_meeting_missing then 1 else 0 end)
        as cycle_fallback_count,
    sum(case when is_won and days_first_meeting_to_close < 0 then 1 else 0 end)
        as cycle_invalid_count,
    percentile_cont(0.5) within group (order by cast(cycle_days as {{ t_double() }}))
        as median_cycle_days,
    {{ safe_divide('sum(cycle_days)', 'count(cycle_days)') }} as mean_cycle_days
from levels
group by as_of_date, level_id, basis
