-- Costs of a month that belong to no account, by type, and whether a driver can allocate them: a
-- pool that none can is never spread by revenue, it stays visible.
with

drivers as (
    select
        driver,
        driver_month,
        cast(sum(quantity) as decimal(20, 4)) as total_quantity
    from {{ ref('int_cost_driver_quantities') }}
    group by driver, driver_month
),

pools as (
    select
        cost_month,
        cost_type,
        cost_kind,
        driver,
        cast(sum(cost_amount) as {{ t_money() }}) as pool_amount,
        count(*) as line_count
    from {{ ref('int_cost_lines') }}
    where cost_assignment = 'pool'
    group by cost_month, cost_type, cost_kind, driver
)

select
    pools.cost_month,
    pools.cost_type,
    pools.cost_kind,
    pools.driver,
    pools.pool_amount,
    pools.line_count,
    drivers.total_quantity,
    case
        when pools.driver is null then 'no_driver_configured'
        when drivers.total_quantity is null then 'no_driver_quantity'
    end as unallocated_reason
from pools
left join drivers
    on pools.driver = drivers.driver
    and pools.cost_month = drivers.driver_month
