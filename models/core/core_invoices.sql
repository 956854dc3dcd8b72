{{ valid_rows('invoices', added=['fx_rate']) }}
