with

united as (
    {{ united_systems('opportunities') }}
),

run as (
    select * from {{ ref('core_run') }}
),

-- A closed deal is converted on its close date, an open one on the as-of date. One created after
-- that is not seen yet and needs no rate.
dated as (
    select
        united.*,
        cast(united.created_at as date) <= run.as_of_date as is_seen,
        case
            when united.status = 'open' or united.close_date > run.as_of_date then run.as_of_date
            else united.close_date
        end as fx_date
    from united
    cross join run
),

rated as (
    select
        dated.*,
        fx.rate as fx_rate
    from dated
    left join {{ ref('core_fx_intervals') }} as fx
        on {{ rate_holds('fx', 'dated.currency', 'dated.fx_date') }}
)

select
    {{ core_columns('opportunities') }},
    fx_rate,
    reasons
    || case
        when reasons = '' and is_seen and amount is not null and fx_rate is null
            then 'currency:no_fx_rate;'
        else ''
    end as reasons
from rated
