with

-- Straight from the governed rows, so that the buckets can be held against it.
ledger as (
    select
        costs.cost_month,
        costs.cost_type,
        cast(
            sum({{ to_money(to_factor('costs.amount') ~ ' * costs.fx_rate') }}) as {{ t_money() }}
        ) as ledger_amount
    from {{ ref('core_account_costs') }} as costs
    inner join {{ ref('core_run') }} as run on costs.cost_month <= run.as_of_date
    group by costs.cost_month, costs.cost_type
),

buckets as (
    select
        cost_month,
        cost_type,
        cost_kind,
        driver,
        cost_assignment as bucket,
        cast(null as {{ dbt.type_string() }}) as unallocated_reason,
        count(*) as line_count,
        cast(sum(cost_amount) as {{ t_money() }}) as cost_amount
    from {{ ref('int_cost_lines') }}
    where cost_assignment <> 'pool'
    group by cost_month, cost_type, cost_kind, driver, cost_assignment
    union all
    select
        cost_month,
        cost_type,
        cost_kind,
        driver,
        case when unallocated_reason is null then 'allocated' else 'unallocated' end,
        unallocated_reason,
        line_count,
        pool_amount
    from {{ ref('int_cost_pools') }}
)

select
    buckets.cost_month,
    buckets.cost_type,
    buckets.bucket,
    run.as_of_date,
    run.scoring_run_id,
    buckets.cost_kind,
    buckets.driver,
    buckets.unallocated_reason,
    cast(buckets.line_count as bigint) as line_count,
    buckets.cost_amount,
    ledger.ledger_amount,
    params.reporting_currency as currency_code
from buckets
left join ledger
    on buckets.cost_month = ledger.cost_month
    and buckets.cost_type = ledger.cost_type
cross join {{ ref('core_run') }} as run
cross join {{ ref('core_params') }} as params
