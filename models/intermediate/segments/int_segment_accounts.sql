-- How many accounts each cell has, and what they pay.
with

accounts as (
    select * from {{ ref('int_account_segments') }}
)

select
    segments.as_of_date,
    segments.segment_id,
    count(accounts.account_id) as account_count,
    sum(case when accounts.is_addressable then 1 else 0 end) as addressable_account_count,
    sum(case when accounts.is_viable then 1 else 0 end) as viable_account_count,
    sum(case when accounts.is_customer then 1 else 0 end) as customer_account_count,
    sum(case when not accounts.is_customer then 1 else 0 end) as prospect_account_count,
    cast(coalesce(sum(accounts.arr_amount), 0) as {{ t_money() }}) as arr_amount,
    cast(max(accounts.arr_amount) as {{ t_money() }}) as largest_account_arr_amount
from {{ ref('int_segments') }} as segments
left join accounts
    on segments.segment_id = accounts.segment_id
    and segments.as_of_date = accounts.as_of_date
group by segments.as_of_date, segments.segment_id
