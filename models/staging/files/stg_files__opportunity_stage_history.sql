with

landed as (
    select * from {{ source('landed', 'opportunity_stage_history') }}
),

{{ judged_rows('opportunity_stage_history', 'files') }}

select * from judged_rows
