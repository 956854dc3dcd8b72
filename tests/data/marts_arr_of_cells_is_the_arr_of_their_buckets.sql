-- What accounts of the grid pay is the same seen by cell and seen by bucket. Buckets hold the known
-- lines of accounts of which another line has no amount; such accounts' ARR is in no cell's.
with

cells as (
    select as_of_date, sum(known_arr_amount) as arr_amount
    from {{ ref('rpt_segment_grid') }}
    group by as_of_date
),

buckets as (
    select as_of_date, sum(arr_amount) as arr_amount
    from {{ ref('rpt_arr_reconciliation') }}
    where bucket in ('tier_a', 'tier_b', 'tier_c', 'killed', 'unclassified')
    group by as_of_date
),

partly_known as (
    select as_of_date, account_id, {{ to_money('sum(arr_amount)') }} as arr_amount
    from {{ ref('int_arr_lines_by_bucket') }}
    where bucket in ('tier_a', 'tier_b', 'tier_c', 'killed', 'unclassified')
    group by as_of_date, account_id
    having count(*) > count(arr_amount)
),

beside as (
    select as_of_date, sum(arr_amount) as arr_amount
    from partly_known
    group by as_of_date
)

select
    cells.as_of_date,
    cells.arr_amount as cell_arr_amount,
    beside.arr_amount as partly_known_arr_amount,
    buckets.arr_amount as bucket_arr_amount
from cells
full outer join buckets on cells.as_of_date = buckets.as_of_date
left join beside on buckets.as_of_date = beside.as_of_date
where
    coalesce(cells.arr_amount, 0) + coalesce(beside.arr_amount, 0)
    <> coalesce(buckets.arr_amount, 0)
