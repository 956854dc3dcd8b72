{{ valid_rows('activities') }}
