{{ referred_rows('activities') }}
