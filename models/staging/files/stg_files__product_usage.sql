with

landed as (
    select * from {{ source('landed', 'product_usage') }}
),

{{ judged_rows('product_usage', 'files') }}

select * from judged_rows
