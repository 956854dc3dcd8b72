-- On the survivor basis ACV × GRR × multiple is ACV × NRR, to the cent; on every basis the proxy
-- is the product of the factors that stand beside it. So is the measured proxy, of the metrics.
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
        clv_null_reason = 'scoring_disabled'
        or (
            run_rate_amount is null
            and (first_year_acv_amount is null or grr_24m is null or expansion_multiple_24m is null)
        )
    )

union all

select
    scores.as_of_date,
    scores.segment_id,
    scores.measured_clv_proxy_amount,
    null,
    acv.metric_value * nrr.metric_value
from {{ ref('fct_segment_scores') }} as scores
inner join {{ ref('fct_segment_metrics') }} as acv
    on scores.as_of_date = acv.as_of_date
    and scores.segment_id = acv.segment_id
    and acv.metric_id = 'first_year_acv'
inner join {{ ref('fct_segment_metrics') }} as nrr
    on scores.as_of_date = nrr.as_of_date
    and scores.segment_id = nrr.segment_id
    and nrr.metric_id = 'nrr'
    and nrr.window_months = 24
where
    scores.clv_basis = 'revenue'
    and scores.expansion_basis = 'survivor'
    and abs(scores.measured_clv_proxy_amount - acv.metric_value * nrr.metric_value) > 0.01
