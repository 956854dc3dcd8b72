-- A first contract is worth nothing at worst: amounts are net of discount and never below zero.
select
    account_id,
    acv_source,
    first_year_acv_amount
from {{ ref('int_account_first_year_acv') }}
where first_year_acv_amount < 0
