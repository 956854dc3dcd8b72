with

landed as (
    select * from {{ source('landed', 'market_universe') }}
),

{{ judged_rows('market_universe', 'files') }}

select * from judged_rows
