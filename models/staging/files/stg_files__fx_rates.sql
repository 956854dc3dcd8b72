with

landed as (
    select * from {{ source('landed', 'fx_rates') }}
),

{{ judged_rows('fx_rates', 'files') }}

select * from judged_rows
