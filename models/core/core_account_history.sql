{{ valid_rows('account_history') }}
