with

landed as (
    select * from {{ source('landed', 'activities') }}
),

{{ judged_rows('activities', 'files') }}

select * from judged_rows
