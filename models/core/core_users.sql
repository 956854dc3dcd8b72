{{ valid_rows('users') }}
