-- Whether recent interviews ground the need states and a calendar is set, on each as-of date.
select
    interviews.as_of_date,
    'interview_evidence' as check_id,
    'interviews' as subject,
    cast(max(interviews.total_interview_count) as {{ t_double() }}) as measured_value,
    max(interviews.total_interview_count) as numerator,
    cast(null as bigint) as denominator,
    cast(max(params.interview_ok_min) as {{ t_double() }}) as threshold,
    case
        when max(interviews.total_interview_count) >= max(params.interview_ok_min) then 'pass'
        when max(interviews.total_interview_count) >= max(params.interview_warn_min) then 'warn'
        else 'fail'
    end as check_status,
    case
        when max(interviews.total_interview_count) < max(params.interview_ok_min)
            then 'too_few_interviews'
    end as reason
from {{ ref('int_need_state_interviews') }} as interviews
cross join {{ ref('core_params') }} as params
group by interviews.as_of_date

union all

-- Launch waits for tasks that have an owner and a first day.
select
    as_of_dates.as_of_date,
    'governance_calendar',
    'calendar',
    count(calendar.first_due_date),
    count(calendar.first_due_date),
    count(calendar.task),
    1,
    case when count(calendar.first_due_date) > 0 then 'pass' else 'fail' end,
    case when count(calendar.first_due_date) = 0 then 'no_task_has_a_day' end
from {{ ref('int_as_of_dates') }} as as_of_dates
left join {{ ref('cfg_governance_calendar') }} as calendar on calendar.owner is not null
group by as_of_dates.as_of_date
