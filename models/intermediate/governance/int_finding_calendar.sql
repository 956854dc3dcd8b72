-- Findings about tasks of the calendar that were not done in time, and who owns each of them.
select
    'task_overdue' as check_id,
    task as object_id,
    case
        when last_done_date is null then 'Never done'
        else 'Last done on ' || cast(last_done_date as {{ dbt.type_string() }})
    end
    || coalesce('; due on ' || cast(due_date as {{ dbt.type_string() }}), '; not planned')
        as evidence,
    owner
from {{ ref('rpt_governance_calendar') }}
where calendar_status = 'overdue'
