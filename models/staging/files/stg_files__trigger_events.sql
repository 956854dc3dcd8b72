with

landed as (
    select * from {{ source('landed', 'trigger_events') }}
),

{{ judged_rows('trigger_events', 'files') }}

select * from judged_rows
