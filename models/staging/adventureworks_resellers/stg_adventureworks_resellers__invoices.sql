{%- set sales = source('adventureworks_resellers', 'reseller_sales') -%}

with

{{ mapped_rows('invoices', 'adventureworks_resellers', sales, {
    'invoice_line_id': "SalesOrderNumber || '-' || ProductKey",
    'invoice_id': 'SalesOrderNumber',
    'account_id': 'ResellerKey',
    'invoice_date': 'OrderDate',
    'charge_type': "'usage'",
    'amount': 'SalesAmount',
    'currency': "'USD'",
}) }}

select * from judged_rows
