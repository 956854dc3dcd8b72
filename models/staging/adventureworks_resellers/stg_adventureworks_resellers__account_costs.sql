{%- set sales = source('adventureworks_resellers', 'reseller_sales') -%}

with

{{ mapped_rows('account_costs', 'adventureworks_resellers', sales, {
    'cost_id': "salesordernumber || '-' || productkey",
    'account_id': 'resellerkey',
    'cost_month': "substring(orderdate, 1, 7) || '-01'",
    'cost_type': "'cogs'",
    'amount': 'totalproductcost',
    'currency': "'USD'",
}) }}

select * from judged_rows
