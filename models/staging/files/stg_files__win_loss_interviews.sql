with

landed as (
    select * from {{ source('landed', 'win_loss_interviews') }}
),

{{ judged_rows('win_loss_interviews', 'files') }}

select * from judged_rows
