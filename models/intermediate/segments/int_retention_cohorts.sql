-- The retention cohort of every cell, and of the portfolio, which has all of them.
with

cohort as (
    select
        retention.*,
        segments.segment_id,
        families.family_id
    from {{ ref('int_account_retention') }} as retention
    inner join {{ ref('int_account_segments') }} as segments
        on retention.account_id = segments.account_id
        and retention.as_of_date = segments.as_of_date
    inner join {{ ref('int_account_families') }} as families
        on retention.account_id = families.account_id
)

select
    as_of_date,
    horizon_months,
    segment_id,
    account_id,
    family_id,
    start_arr_amount,
    end_arr_amount,
    kept_arr_amount,
    expansion_amount,
    kept_arr_by_movement_amount,
    pending_renewal_amount,
    is_retained_logo
from cohort

union all

select
    as_of_date,
    horizon_months,
    'portfolio' as segment_id,
    account_id,
    family_id,
    start_arr_amount,
    end_arr_amount,
    kept_arr_amount,
    expansion_amount,
    kept_arr_by_movement_amount,
    pending_renewal_amount,
    is_retained_logo
from cohort
