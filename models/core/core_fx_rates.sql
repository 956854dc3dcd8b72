{{ valid_rows('fx_rates') }}
