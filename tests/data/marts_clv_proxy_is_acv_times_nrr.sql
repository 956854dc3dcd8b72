-- On the survivor basis ACV × GRR × multiple is ACV × NRR, to the cent; on every basis the proxy
-- is the product of the factors that stand beside it.
select
    as_of_date,
    segment_id,
    clv_proxy_amount,
    first_year_acv_amount * grr_24m * expansion_multiple_24m as product_of_factors,
    first_year_acv_amount * nrr_24m as acv_times_nrr
from {{ ref('fct_segment_scores') }}
where
    abs(clv_proxy_amount - first_year_acv_amount * grr_24m * expansion_multiple_24m) > 0.01
    or (
        clv_basis = 'revenue'
        and expansion_basis = 'survivor'
        and abs(clv_proxy_amount - first_year_acv_amount * nrr_24m) > 0.01
    )
    or (clv_proxy_amount is null) <> (
        first_year_acv_amount is null
        or grr_24m is null
        or expansion_multiple_24m is null
        or clv_null_reason = 'scoring_disabled'
    )
