-- Margins of each cell and of the portfolio over the window of each as-of date, imputed costs
-- included, and how much of the revenue stands on those. An account of unknown revenue is in none.
with

accounts as (
    select * from {{ ref('int_account_margin_windows') }}
    where revenue_amount is not null
),

levels as (
    select * from accounts
    union all
    select
        as_of_date,
        'portfolio' as segment_id,
        account_id,
        invoiced_revenue_amount,
        contracted_revenue_amount,
        revenue_amount,
        cogs_amount,
        gross_margin_amount,
        cost_to_serve_amount,
        contribution_amount,
        is_imputed
    from accounts
)

select
    as_of_date,
    segment_id,
    count(*) as account_count,
    sum(case when is_imputed then 1 else 0 end) as imputed_account_count,
    {{ revenue_source('sum(invoiced_revenue_amount)', 'sum(contracted_revenue_amount)') }}
        as revenue_source,
    cast(sum(revenue_amount) as {{ t_money() }}) as revenue_amount,
    cast(sum(case when is_imputed then revenue_amount else 0 end) as {{ t_money() }})
        as imputed_revenue_amount,
    cast(sum(gross_margin_amount) as {{ t_money() }}) as gross_margin_amount,
    cast(sum(cost_to_serve_amount) as {{ t_money() }}) as cost_to_serve_amount,
    cast(sum(contribution_amount) as {{ t_money() }}) as contribution_amount
from levels
group by as_of_date, segment_id
