with

landed as (
    select * from {{ source('landed', 'account_history') }}
),

{{ judged_rows('account_history', 'files') }}

select * from judged_rows
