-- What is left of an account's revenue in a month after its costs. A cost that nobody booked and no
-- driver allocated is unknown here; over a window int_account_margin_windows imputes it. No revenue
-- is a zero where finance delivers any.
with

revenue as (
    select * from {{ ref('int_account_month_revenue') }}
),

costs as (
    select costs.*
    from {{ ref('int_account_month_costs') }} as costs
    inner join {{ ref('int_ledger_months') }} as months
        on costs.cost_month = months.month_start_date
),

-- Who used nothing of what allocates the service pools of a month took no share of them.
allocated_months as (
    select distinct cost_month
    from {{ ref('int_cost_allocations') }}
    where cost_kind = 'cost_to_serve'
),

account_months as (
    select account_id, month_start_date from revenue
    union distinct
    select account_id, cost_month from costs
),

joined as (
    select
        account_months.account_id,
        account_months.month_start_date,
        revenue.invoiced_revenue_amount,
        revenue.contracted_revenue_amount,
        case
            when revenue.account_id is not null then revenue.revenue_amount
            when capabilities.has_invoices or capabilities.has_contract_lines then 0
        end as revenue_amount,
        costs.cogs_direct_amount,
        costs.cogs_allocated_amount,
        costs.cost_to_serve_direct_amount,
        costs.cost_to_serve_allocated_amount,
        case when allocated_months.cost_month is not null then 0 end as none_used_amount
    from account_months
    cross join {{ ref('core_capabilities') }} as capabilities
    left join revenue
        on account_months.account_id = revenue.account_id
        and account_months.month_start_date = revenue.month_start_date
    left join costs
        on account_months.account_id = costs.account_id
        and account_months.month_start_date = costs.cost_month
    left join allocated_months on account_months.month_start_date = allocated_months.cost_month
),

totals as (
    select
        joined.*,
        coalesce(
            cogs_direct_amount + cogs_allocated_amount,
            cogs_direct_amount,
            cogs_allocated_amount
        ) as cogs_amount,
        coalesce(
            cost_to_serve_direct_amount + cost_to_serve_allocated_amount,
            cost_to_serve_direct_amount,
            cost_to_serve_allocated_amount,
            none_used_amount
        ) as cost_to_serve_amount
    from joined
)

select
    account_id,
    month_start_date,
    {{ revenue_source('invoiced_revenue_amount', 'contracted_revenue_amount') }} as revenue_source,
    invoiced_revenue_amount,
    contracted_revenue_amount,
    cast(revenue_amount as {{ t_money() }}) as revenue_amount,
    cogs_direct_amount,
    cogs_allocated_amount,
    cast(cogs_amount as {{ t_money() }}) as cogs_amount,
    cast(revenue_amount - cogs_amount as {{ t_money() }}) as gross_margin_amount,
    cost_to_serve_direct_amount,
    cost_to_serve_allocated_amount,
    cast(cost_to_serve_amount as {{ t_money() }}) as cost_to_serve_amount,
    cast(revenue_amount - cogs_amount - cost_to_serve_amount as {{ t_money() }})
        as contribution_amount
from totals
