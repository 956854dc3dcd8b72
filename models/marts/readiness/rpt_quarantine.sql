select
    quarantine.entity,
    quarantine.file_name,
    cast(quarantine.record_number as bigint) as record_number,
    cast(quarantine.line_number as bigint) as line_number,
    quarantine.source_record_id,
    quarantine.first_reason,
    quarantine.reasons,
    run.scoring_run_id,
    run.as_of_date
from {{ ref('core_quarantine') }} as quarantine
cross join {{ ref('core_run') }} as run
