-- What accounts of each cell sign for and pay, as rows of the long metrics table.
with

acv as (
    select * from {{ ref('int_segment_acv') }}
    where level_name in ('segment', 'portfolio') and acv_source <> 'run_rate'
),

params as (
    select * from {{ ref('core_params') }}
)

select
    acv.as_of_date,
    acv.level_id as segment_id,
    'first_year_acv' as metric_id,
    params.acv_window_months as window_months,
    'signed' as basis,
    acv.total_amount as numerator,
    cast(acv.account_count as {{ t_money() }}) as denominator,
    acv.account_count as observation_count,
    cast(acv.mean_amount as {{ t_double() }}) as metric_value,
    acv.standard_error,
    'linearised_widened' as interval_method,
    'credibility' as shrinkage_method
from acv
cross join params

union all

select
    acv.as_of_date,
    acv.level_id,
    'first_year_acv_p50',
    params.acv_window_months,
    'signed',
    null,
    null,
    acv.account_count,
    cast(acv.median_amount as {{ t_double() }}),
    null,
    null,
    null
from acv
cross join params

union all

select
    contracts.as_of_date,
    contracts.segment_id,
    'acv',
    params.acv_window_months,
    'signed',
    contracts.acv_amount,
    cast(contracts.contract_count as {{ t_money() }}),
    contracts.contract_count,
    {{ safe_divide('contracts.acv_amount', 'contracts.contract_count') }},
    null,
    null,
    null
from {{ ref('int_segment_contracts') }} as contracts
cross join params

union all

select
    as_of_date,
    segment_id,
    'arr',
    0,
    'constant_rate',
    arr_amount,
    null,
    customer_account_count,
    cast(arr_amount as {{ t_double() }}),
    null,
    null,
    null
from {{ ref('int_segment_accounts') }}

union all

select
    as_of_date,
    segment_id,
    'censored_customer_share',
    horizon_months,
    'contract',
    cast(censored_customer_count as {{ t_money() }}),
    cast(customer_count as {{ t_money() }}),
    customer_count,
    {{ safe_divide('censored_customer_count', 'customer_count') }},
    null,
    'wilson',
    null
from {{ ref('int_segment_censored_customers') }}
