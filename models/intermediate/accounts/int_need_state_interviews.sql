-- How many recent win-loss interviews speak for each active need state on each as-of date. One
-- that is tagged to several counts for each in equal parts, so that the parts add up to interviews.
with

tagged as (
    select
        as_of_dates.as_of_date,
        interviews.interview_id,
        need_states.need_state_id,
        {{ safe_divide(
            '1', 'count(*) over (partition by as_of_dates.as_of_date, interviews.interview_id)'
        ) }} as interview_part
    from {{ ref('core_win_loss_interviews') }} as interviews
    cross join {{ ref('core_params') }} as params
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on {{ within_months(
            'interviews.interview_date', 'as_of_dates.as_of_date',
            'params.interview_recency_months'
        ) }}
    inner join {{ ref('cfg_need_states') }} as need_states
        on {{ dbt.position(
            "';' || need_states.need_state_id || ';'",
            "';' || replace(interviews.need_states, ' ', '') || ';'"
        ) }} > 0
    where need_states.is_active
),

totals as (
    select
        as_of_date,
        count(distinct interview_id) as total_interview_count
    from tagged
    group by as_of_date
)

select
    as_of_dates.as_of_date,
    need_states.need_state_id,
    coalesce({{ order_free_sum('tagged.interview_part') }}, 0) as interview_count,
    coalesce(max(totals.total_interview_count), 0) as total_interview_count
from {{ ref('int_as_of_dates') }} as as_of_dates
cross join {{ ref('cfg_need_states') }} as need_states
left join tagged
    on as_of_dates.as_of_date = tagged.as_of_date
    and need_states.need_state_id = tagged.need_state_id
left join totals on as_of_dates.as_of_date = totals.as_of_date
where need_states.is_active
group by as_of_dates.as_of_date, need_states.need_state_id
