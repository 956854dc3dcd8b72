with

landed as (
    select * from {{ source('landed', 'account_costs') }}
),

{{ judged_rows('account_costs', 'files') }}

select * from judged_rows
