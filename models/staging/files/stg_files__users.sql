with

landed as (
    select * from {{ source('landed', 'users') }}
),

{{ judged_rows('users', 'files') }}

select * from judged_rows
