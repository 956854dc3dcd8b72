{{ valid_rows('opportunity_stage_history', added=['fx_rate']) }}
