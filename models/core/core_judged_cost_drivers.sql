{{ referred_rows('cost_drivers') }}
