with

landed as (
    select * from {{ source('landed', 'targets') }}
),

{{ judged_rows('targets', 'files') }}

select * from judged_rows
