{{ valid_rows('targets', added=['fx_rate']) }}
