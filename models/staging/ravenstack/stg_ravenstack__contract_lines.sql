with

{{ mapped_rows('contract_lines', 'ravenstack', source('ravenstack', 'subscriptions'), {
    'contract_line_id': 'subscription_id',
    'contract_id': 'subscription_id',
    'account_id': 'account_id',
    'product_line': 'plan_tier',
    'charge_type': "'recurring'",
    'amount': 'mrr_amount',
    'amount_period': "'month'",
    'currency': "'USD'",
    'signed_date': 'start_date',
    'live_date': 'start_date',
    'start_date': 'start_date',
    'end_date': 'end_date',
    'auto_renews': 'auto_renew_flag',
}) }}

select * from judged_rows
