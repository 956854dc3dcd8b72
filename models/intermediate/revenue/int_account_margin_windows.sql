-- Margins of each account in scope over the window of each as-of date. A cost that is missing in
-- the whole window is imputed with the ratio to revenue of the accounts of its cell that have it,
-- else of all accounts; without revenue there is nothing to impute.
with

accounts as (
    select
        windows.as_of_date,
        segments.segment_id,
        margins.account_id,
        case when count(*) = count(margins.revenue_amount) then sum(margins.revenue_amount) end
            as revenue_amount,
        sum(margins.invoiced_revenue_amount) as invoiced_amount,
        sum(margins.contracted_revenue_amount) as contracted_amount,
        sum(margins.cogs_amount) as cogs_amount,
        sum(margins.cost_to_serve_amount) as cost_to_serve_amount
    from {{ ref('int_account_margin') }} as margins
    inner join {{ ref('int_margin_windows') }} as windows
        on margins.month_start_date = windows.month_start_date
    inner join {{ ref('int_account_segments') }} as segments
        on margins.account_id = segments.account_id
        and windows.as_of_date = segments.as_of_date
    group by windows.as_of_date, segments.segment_id, margins.account_id
),

-- Costs and revenue of the accounts that have both.
known as (
    select
        as_of_date,
        segment_id,
        case when revenue_amount is not null then cogs_amount end as cogs_amount,
        case when cogs_amount is not null then revenue_amount end as cogs_revenue_amount,
        case when revenue_amount is not null then cost_to_serve_amount end as cost_to_serve_amount,
        case when cost_to_serve_amount is not null then revenue_amount end as served_revenue_amount
    from accounts
),

segment_ratios as (
    select
        as_of_date,
        segment_id,
        {{ safe_divide('sum(cogs_amount)', 'sum(cogs_revenue_amount)') }} as cogs_ratio,
        {{ safe_divide('sum(cost_to_serve_amount)', 'sum(served_revenue_amount)') }}
            as cost_to_serve_ratio
    from known
    group by as_of_date, segment_id
),

portfolio_ratios as (
    select
        as_of_date,
        {{ safe_divide('sum(cogs_amount)', 'sum(cogs_revenue_amount)') }} as cogs_ratio,
        {{ safe_divide('sum(cost_to_serve_amount)', 'sum(served_revenue_amount)') }}
            as cost_to_serve_ratio
    from known
    group by as_of_date
),

completed as (
    select
        accounts.as_of_date,
        accounts.segment_id,
        accounts.account_id,
        accounts.invoiced_amount,
        accounts.contracted_amount,
        accounts.revenue_amount,
        coalesce(accounts.cogs_amount, {{ to_money(
            'accounts.revenue_amount * coalesce(segments.cogs_ratio, portfolio.cogs_ratio)'
        ) }}) as cogs_amount,
        coalesce(accounts.cost_to_serve_amount, {{ to_money(
            'accounts.revenue_amount'
            ~ ' * coalesce(segments.cost_to_serve_ratio, portfolio.cost_to_serve_ratio)'
        ) }}) as cost_to_serve_amount,
        coalesce(
            accounts.revenue_amount <> 0
            and (accounts.cogs_amount is null or accounts.cost_to_serve_amount is null), false
        ) as is_imputed
    from accounts
    inner join segment_ratios as segments
        on accounts.as_of_date = segments.as_of_date
        and accounts.segment_id = segments.segment_id
    inner join portfolio_ratios as portfolio on accounts.as_of_date = portfolio.as_of_date
)

select
    as_of_date,
    segment_id,
    account_id,
    cast(invoiced_amount as {{ t_money() }}) as invoiced_revenue_amount,
    cast(contracted_amount as {{ t_money() }}) as contracted_revenue_amount,
    cast(revenue_amount as {{ t_money() }}) as revenue_amount,
    cast(cogs_amount as {{ t_money() }}) as cogs_amount,
    cast(revenue_amount - cogs_amount as {{ t_money() }}) as gross_margin_amount,
    cast(cost_to_serve_amount as {{ t_money() }}) as cost_to_serve_amount,
    cast(revenue_amount - cogs_amount - cost_to_serve_amount as {{ t_money() }})
        as contribution_amount,
    is_imputed
from completed
