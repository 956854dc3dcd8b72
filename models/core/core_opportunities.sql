select
    {{ core_columns('opportunities') }},
    fx_rate
from {{ ref('core_judged_opportunities') }}
where reasons = ''
