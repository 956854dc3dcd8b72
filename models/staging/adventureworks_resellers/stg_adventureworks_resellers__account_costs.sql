{%- set sales = source('adventureworks_resellers', 'reseller_sales') -%}

with

{{ mapped_rows('account_costs', 'adventureworks_resellers', sales, {
    'cost_id': "SalesOrderNumber || '-' || ProductKey",
    'account_id': 'ResellerKey',
    'cost_month': "substring(OrderDate, 1, 7) || '-01'",
    'cost_type': "'cogs'",
    'amount': 'TotalProductCost',
    'currency': "'USD'",
}) }}

select * from judged_rows
