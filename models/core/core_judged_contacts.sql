{{ referred_rows('contacts') }}
