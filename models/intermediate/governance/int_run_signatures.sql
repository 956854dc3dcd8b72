-- Whose signatures this run has and whose it still needs, as `artifact:function`.
select
    run.scoring_run_id,
    {{ sorted_list(
        "case when approvals.is_signed then requirements.artifact || ':' || requirements.function end"
    ) }} as signatures_given,
    {{ sorted_list(
        "case when not coalesce(approvals.is_signed, false)"
        " then requirements.artifact || ':' || requirements.function end"
    ) }} as signatures_missing
from {{ ref('core_run') }} as run
cross join {{ ref('cfg_signoff_requirements') }} as requirements
left join {{ ref('int_run_approvals') }} as approvals
    on run.scoring_run_id = approvals.scoring_run_id
    and requirements.artifact = approvals.artifact
    and requirements.function = approvals.function
group by run.scoring_run_id
