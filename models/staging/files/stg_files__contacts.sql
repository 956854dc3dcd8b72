with

landed as (
    select * from {{ source('landed', 'contacts') }}
),

{{ judged_rows('contacts', 'files') }}

select * from judged_rows
