-- Weight of evidence of each bin for winning the first deal, half a deal added to every cell so
-- that none is empty, and what the bin adds to the information value.
with

bins as (
    select
        variable_name,
        bin,
        count(case when outcome = 1 then 1 end) as won_count,
        count(case when outcome = 0 then 1 end) as lost_count
    from {{ ref('int_variable_bins') }}
    where target = 'won'
    group by variable_name, bin
),

shares as (
    select
        bins.*,
        {{ safe_divide(
            'won_count + 0.5', 'sum(won_count + 0.5) over (partition by variable_name)'
        ) }} as won_share,
        {{ safe_divide(
            'lost_count + 0.5', 'sum(lost_count + 0.5) over (partition by variable_name)'
        ) }} as lost_share
    from bins
)

select
    variable_name,
    bin,
    won_count,
    lost_count,
    ln({{ safe_divide('won_share', 'lost_share') }}) as weight_of_evidence,
    (won_share - lost_share) * ln({{ safe_divide('won_share', 'lost_share') }})
        as information_value_part
from shares
