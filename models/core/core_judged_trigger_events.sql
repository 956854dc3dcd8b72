{{ referred_rows('trigger_events') }}
