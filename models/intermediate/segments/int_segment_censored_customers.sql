-- Customers of each cell that a retention cohort leaves out, because they were under no contract
-- when its window began. Who is known by invoices alone is not too young: no contract was shown.
select
    segments.as_of_date,
    segments.segment_id,
    windows.horizon_months,
    count(*) as customer_count,
    sum(case when arr_then.account_id is null then 1 else 0 end) as censored_customer_count
from {{ ref('int_account_segments') }} as segments
inner join {{ ref('int_retention_windows') }} as windows
    on segments.as_of_date = windows.as_of_date
left join {{ ref('int_account_arr_points') }} as arr_then
    on segments.account_id = arr_then.account_id
    and segments.as_of_date = arr_then.as_of_date
    and windows.horizon_months = arr_then.months_before
cross join {{ ref('int_finance_capability') }} as finance
where segments.is_customer and finance.has_contract_lines
group by segments.as_of_date, segments.segment_id, windows.horizon_months
