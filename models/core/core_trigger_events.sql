{{ valid_rows('trigger_events') }}
