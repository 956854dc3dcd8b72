-- Accounts that had a line without an amount somewhere in a retention window: what was kept of
-- their ARR is unknown.
select
    windows.as_of_date,
    windows.horizon_months,
    lines.account_id
from {{ ref('int_recurring_lines') }} as lines
inner join {{ ref('int_retention_windows') }} as windows
    on lines.signed_date <= windows.as_of_date
    and lines.active_from <= windows.as_of_date
    and lines.active_to >= windows.start_date
where lines.account_match = 'matched' and lines.arr_amount is null
group by windows.as_of_date, windows.horizon_months, lines.account_id
