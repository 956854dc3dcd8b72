with

united as (
    {{ united_systems('opportunities') }}
),

run as (
    select * from {{ ref('core_run') }}
),

-- A closed deal is converted on its close date, an open one on the as-of date.
rated as (
    select
        united.*,
        fx.rate as fx_rate
    from united
    cross join run
    left join {{ ref('core_fx_intervals') }} as fx
        on united.currency = fx.currency
        and case
            when united.status = 'open' or united.close_date > run.as_of_date then run.as_of_date
            else united.close_date
        end >= fx.valid_from
        and case
            when united.status = 'open' or united.close_date > run.as_of_date then run.as_of_date
            else united.close_date
        end < fx.valid_before
)

select
    {{ core_columns('opportunities') }},
    fx_rate,
    reasons
    || case
        when reasons = '' and amount is not null and fx_rate is null then 'currency:no_fx_rate;'
        else ''
    end as reasons
from rated
