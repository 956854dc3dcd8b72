select
    {{ core_columns('accounts') }},
    top_account_id,
    surviving_account_id
from {{ ref('core_judged_accounts') }}
where reasons = ''
