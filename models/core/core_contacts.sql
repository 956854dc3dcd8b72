{{ valid_rows('contacts') }}
