{{ valid_rows('cost_drivers') }}
