with

landed as (
    select * from {{ source('landed', 'cost_drivers') }}
),

{{ judged_rows('cost_drivers', 'files') }}

select * from judged_rows
