-- The last day on which each task of the calendar was completed; a task never done has no row.
with

calendar as (
    select * from {{ ref('cfg_governance_calendar') }}
),

-- An artifact is approved on the day of the last signature that it needed.
approvals as (
    select
        artifact,
        scoring_run_id,
        max(signed_on) as completed_on
    from {{ ref('int_run_approvals') }}
    group by artifact, scoring_run_id
    having sum(case when is_signed then 0 else 1 end) = 0
),

completions as (
    select
        calendar.task,
        approvals.completed_on
    from calendar
    inner join approvals on calendar.artifact = approvals.artifact
    where calendar.completed_by = 'approval'
    union all
    select
        calendar.task,
        decisions.effective_date
    from calendar
    cross join {{ ref('int_decisions') }} as decisions
    where
        calendar.completed_by = 'adoption'
        and decisions.decision_type = 'adopt_run'
        and decisions.refusal_reason is null
    union all
    select
        calendar.task,
        reviews.reviewed_on
    from calendar
    inner join {{ ref('cfg_reviews') }} as reviews on calendar.task = reviews.task
    inner join {{ ref('core_run') }} as run on reviews.reviewed_on <= run.as_of_date
    where calendar.completed_by = 'review'
)

select
    task,
    cast(max(completed_on) as date) as last_done_date
from completions
group by task
