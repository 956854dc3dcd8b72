{{ referred_rows(
    'targets', rate_day='run.arr_rate_date', is_seen='true',
    amount='coalesce(united.budget_amount, united.revenue_target_amount, united.pipeline_target_amount)'
) }}
