{{ referred_rows('opportunity_stage_history', rate_day='cast(united.entered_at as date)') }}
