-- For every account of a cohort: what it kept lies between nothing and what it paid then, every
-- step down counts at least as much as the difference of the two ends (GRR by movement is never
-- above point to point), and what it pays now is what it kept and its expansion (NRR >= GRR).
select *
from {{ ref('int_account_retention') }}
where
    kept_arr_by_movement_amount < 0
    or kept_arr_by_movement_amount > kept_arr_amount
    or kept_arr_amount > start_arr_amount
    or end_arr_amount <> kept_arr_amount + expansion_amount
