with

landed as (
    select * from {{ source('landed', 'invoices') }}
),

{{ judged_rows('invoices', 'files') }}

select * from judged_rows
