-- Pools of a month that one driver allocates, given to accounts in whole cents by what they used:
-- each takes its share rounded down, and the cents left over go to the largest remainders, ties by
-- account id, so that the parts add up to the pool. Remainders are exact decimals: a quotient of
-- doubles that falls a cent short has the largest one and gets its cent back.
with

pools as (
    select
        cost_month,
        cost_kind,
        driver,
        total_quantity,
        cast(sum(pool_amount) * 100 as decimal(16, 0)) as pool_cents
    from {{ ref('int_cost_pools') }}
    where unallocated_reason is null
    group by cost_month, cost_kind, driver, total_quantity
),

guessed as (
    select
        pools.*,
        drivers.account_id,
        drivers.quantity,
        {{ to_decimal('floor(' ~ safe_divide(
            'cast(pools.pool_cents as ' ~ t_double() ~ ') * drivers.quantity', 'pools.total_quantity'
        ) ~ ')', 16, 0) }} as guessed_cents
    from pools
    inner join {{ ref('int_cost_driver_quantities') }} as drivers
        on pools.driver = drivers.driver
        and pools.cost_month = drivers.driver_month
),

remainders as (
    select
        guessed.*,
        pool_cents * quantity - guessed_cents * total_quantity as remainder
    from guessed
),

ranked as (
    select
        remainders.*,
        pool_cents - sum(guessed_cents) over (partition by cost_month, cost_kind, driver)
            as cents_left,
        row_number() over (
            partition by cost_month, cost_kind, driver
            order by remainder desc nulls last, account_id asc
        ) as remainder_rank
    from remainders
)

select
    account_id,
    cost_month,
    cost_kind,
    driver,
    {{ to_money(safe_divide(
        'guessed_cents + case when remainder_rank <= cents_left then 1 else 0 end', 100
    )) }} as allocated_amount
from ranked
