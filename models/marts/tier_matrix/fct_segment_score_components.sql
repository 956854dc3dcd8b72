select
    components.as_of_date,
    components.segment_id,
    components.component,
    run.scoring_run_id,
    components.component_label,
    components.raw_value,
    components.normalized_value,
    cast(components.configured_weight as decimal(9, 6)) as configured_weight,
    components.weight,
    components.contribution,
    components.is_imputed
from {{ ref('int_score_components') }} as components
cross join {{ ref('core_run') }} as run
