with

united as (
    {{ united_systems('contract_lines') }}
),

run as (
    select * from {{ ref('core_run') }}
),

-- A booking is converted on the day it was signed, ARR on one constant day. A line signed after
-- the as-of date is not seen yet and needs no rate.
rated as (
    select
        united.*,
        united.signed_date <= run.as_of_date as is_seen,
        signed_fx.rate as signed_fx_rate,
        arr_fx.rate as arr_fx_rate
    from united
    cross join run
    left join {{ ref('core_fx_intervals') }} as signed_fx
        on {{ rate_holds('signed_fx', 'united.currency', 'united.signed_date') }}
    left join {{ ref('core_fx_intervals') }} as arr_fx
        on {{ rate_holds('arr_fx', 'united.currency', 'run.arr_rate_date') }}
)

select
    {{ core_columns('contract_lines') }},
    signed_fx_rate,
    arr_fx_rate,
    reasons
    || case
        when reasons <> '' or not is_seen or amount is null then ''
        when signed_fx_rate is null then 'currency:no_fx_rate;'
        when charge_type = 'recurring' and arr_fx_rate is null then 'currency:no_fx_rate;'
        else ''
    end as reasons
from rated
