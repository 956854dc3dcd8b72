{{ valid_rows('account_costs', added=['fx_rate']) }}
