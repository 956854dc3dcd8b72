-- Invoiced run rates of each cell as rows of the long metrics table.
select
    as_of_date,
    segment_id,
    'run_rate' as metric_id,
    12 as window_months,
    'invoiced' as basis,
    run_rate_amount as numerator,
    cast(account_count as {{ t_money() }}) as denominator,
    account_count as observation_count,
    cast(mean_run_rate_amount as {{ t_double() }}) as metric_value,
    cast(null as {{ t_double() }}) as standard_error,
    cast(null as {{ dbt.type_string() }}) as interval_method,
    cast(null as {{ dbt.type_string() }}) as shrinkage_method
from {{ ref('int_segment_run_rates') }}

union all

select
    as_of_date,
    segment_id,
    'run_rate_annualised_share',
    12,
    'invoiced',
    cast(annualised_account_count as {{ t_money() }}),
    cast(account_count as {{ t_money() }}),
    account_count,
    {{ safe_divide('annualised_account_count', 'account_count') }},
    null,
    'wilson',
    null
from {{ ref('int_segment_run_rates') }}
