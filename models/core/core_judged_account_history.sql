{{ referred_rows('account_history') }}
