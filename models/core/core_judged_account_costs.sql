{{ referred_rows('account_costs', rate_day='united.cost_month') }}
