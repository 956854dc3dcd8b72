-- What each account used of a driver in a month; nothing used takes no share of a pool.
select
    resolution.resolved_account_id as account_id,
    drivers.driver,
    cast(sum(drivers.quantity) as decimal(20, 4)) as quantity,
    drivers.driver_month
from {{ ref('core_cost_drivers') }} as drivers
inner join {{ ref('int_account_resolution') }} as resolution
    on drivers.account_id = resolution.account_id
cross join {{ ref('core_run') }} as run
where drivers.driver_month <= run.as_of_date and drivers.quantity > 0
group by resolution.resolved_account_id, drivers.driver, drivers.driver_month
