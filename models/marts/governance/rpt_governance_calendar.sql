with

params as (
    select * from {{ ref('core_params') }}
),

scheduled as (
    select
        calendar.*,
        completions.last_done_date,
        case calendar.task
            when 'variable_model'
                then {{ add_days(
                    'completions.last_done_date', 'params.variable_model_review_days'
                ) }}
            when 'tier_matrix'
                then {{ add_months(
                    'completions.last_done_date', 'params.tier_matrix_rescore_months'
                ) }}
            when 'audit'
                then {{ add_months('completions.last_done_date', 'params.audit_months') }}
            when 'account_tiers'
                then {{ add_months(
                    'completions.last_done_date', 'params.account_tiers_refresh_months'
                ) }}
            when 'revalidation'
                then {{ add_months('completions.last_done_date', 'params.revalidation_months') }}
        end as next_due_date
    from {{ ref('cfg_governance_calendar') }} as calendar
    cross join params
    left join {{ ref('int_task_completions') }} as completions
        on calendar.task = completions.task
)

select
    run.as_of_date,
    scheduled.task,
    run.scoring_run_id,
    scheduled.task_label,
    scheduled.artifact,
    scheduled.owner,
    scheduled.completed_by,
    case
        when scheduled.last_done_date is null then 'overdue'
        when run.as_of_date > scheduled.next_due_date then 'overdue'
        when {{ add_days('run.as_of_date', 'scheduled.notice_days') }} > scheduled.next_due_date
            then 'due'
        else 'fresh'
    end as calendar_status,
    case
        when scheduled.last_done_date is null then 'never_done'
        when run.as_of_date > scheduled.next_due_date then 'interval_passed'
    end as overdue_reason,
    cast(scheduled.last_done_date as date) as last_done_date,
    cast(coalesce(scheduled.next_due_date, scheduled.first_due_date) as date) as due_date
from scheduled
cross join {{ ref('core_run') }} as run
