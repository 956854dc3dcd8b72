-- Contracts signed in the window, per cell: how many and their ACV.
select
    segments.as_of_date,
    segments.segment_id,
    count(*) as contract_count,
    cast(sum(contracts.acv_amount) as {{ t_money() }}) as acv_amount
from {{ ref('int_contract_acv') }} as contracts
inner join {{ ref('int_account_segments') }} as segments
    on contracts.account_id = segments.account_id
cross join {{ ref('core_params') }} as params
where
    {{ within_months('contracts.signed_date', 'segments.as_of_date', 'params.acv_window_months') }}
group by segments.as_of_date, segments.segment_id
