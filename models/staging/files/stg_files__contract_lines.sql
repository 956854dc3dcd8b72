with

landed as (
    select * from {{ source('landed', 'contract_lines') }}
),

{{ judged_rows('contract_lines', 'files') }}

select * from judged_rows
