-- What accounts of the grid pay is the same seen by cell and seen by bucket.
with

cells as (
    select as_of_date, sum(arr_amount) as arr_amount
    from {{ ref('rpt_segment_grid') }}
    group by as_of_date
),

buckets as (
    select as_of_date, sum(arr_amount) as arr_amount
    from {{ ref('rpt_arr_reconciliation') }}
    where bucket in ('tier_a', 'tier_b', 'tier_c', 'killed', 'unclassified')
    group by as_of_date
)

select
    cells.as_of_date,
    cells.arr_amount as cell_arr_amount,
    buckets.arr_amount as bucket_arr_amount
from cells
full outer join buckets on cells.as_of_date = buckets.as_of_date
where coalesce(cells.arr_amount, 0) <> coalesce(buckets.arr_amount, 0)
