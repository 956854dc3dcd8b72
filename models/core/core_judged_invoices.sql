{{ referred_rows('invoices', rate_day='united.invoice_date') }}
