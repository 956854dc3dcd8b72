-- The windows that retention looks back over from each as-of date.
select
    as_of_date,
    12 as horizon_months,
    date_12_months_before as start_date
from {{ ref('int_as_of_dates') }}
union all
select
    as_of_date,
    24,
    date_24_months_before
from {{ ref('int_as_of_dates') }}
