with

landed as (
    select * from {{ source('landed', 'opportunities') }}
),

{{ judged_rows('opportunities', 'files') }}

select * from judged_rows
