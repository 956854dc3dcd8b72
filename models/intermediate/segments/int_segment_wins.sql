-- New-business deals closed in the window, per cell and for the portfolio.
with

closed as (
    select
        segments.as_of_date,
        segments.segment_id,
        opportunities.status,
        opportunities.amount,
        opportunities.is_first_meeting_missing,
        case
            when opportunities.status = 'won' and opportunities.days_first_meeting_to_close >= 0
                then opportunities.days_first_meeting_to_close
        end as cycle_days
    from {{ ref('int_opportunities') }} as opportunities
    cross join {{ ref('core_params') }} as params
    inner join {{ ref('int_account_segments') }} as segments
        on opportunities.account_id = segments.account_id
    where
        opportunities.opportunity_type = 'new'
        and opportunities.status in ('won', 'lost')
        and {{ within_months(
            'opportunities.close_date', 'segments.as_of_date', 'params.win_window_months'
        ) }}
),

levels as (
    select * from closed
    union all
    select
        as_of_date,
        'portfolio' as segment_id,
        status,
        amount,
        is_first_meeting_missing,
        cycle_days
    from closed
)

select
    as_of_date,
    segment_id,
    count(*) as closed_count,
    sum(case when status = 'won' then 1 else 0 end) as won_count,
    {{ to_money("sum(case when status = 'won' then amount end)") }} as won_amount,
    {{ to_money('sum(amount)') }} as closed_amount,
    count(amount) as closed_with_amount_count,
    count(cycle_days) as cycle_count,
    sum(case when cycle_days is not null and is_first_meeting_missing then 1 else 0 end)
        as cycle_fallback_count,
    percentile_cont(0.5) within group (order by cast(cycle_days as {{ t_double() }}))
        as median_cycle_days
from levels
group by as_of_date, segment_id
