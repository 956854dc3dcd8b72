select
    {{ core_columns('contract_lines') }},
    signed_fx_rate,
    arr_fx_rate
from {{ ref('core_judged_contract_lines') }}
where reasons = ''
