with

landed as (
    select * from {{ source('landed', 'technographics') }}
),

{{ judged_rows('technographics', 'files') }}

select * from judged_rows
