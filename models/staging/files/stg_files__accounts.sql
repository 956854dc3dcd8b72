with

landed as (
    select * from {{ source('landed', 'accounts') }}
),

{{ judged_rows('accounts', 'files') }}

select * from judged_rows
