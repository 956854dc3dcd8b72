{%- set sales = source('adventureworks_resellers', 'reseller_sales') -%}

with

{{ mapped_rows('invoices', 'adventureworks_resellers', sales, {
    'invoice_line_id': "salesordernumber || '-' || productkey",
    'invoice_id': 'salesordernumber',
    'account_id': 'resellerkey',
    'invoice_date': 'orderdate',
    'charge_type': "'usage'",
    'amount': 'salesamount',
    'currency': "'USD'",
}) }}

select * from judged_rows
