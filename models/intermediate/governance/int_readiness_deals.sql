-- What closed deals say about readiness on each as-of date: how long and even their history is,
-- whether it is honest, and whether the fields that the method needs are filled.
with

params as (
    select * from {{ ref('core_params') }}
),

history as (
    select * from {{ ref('int_deal_history') }}
)

select
    history.as_of_date,
    'history_length' as check_id,
    'deals' as subject,
    history.history_months as measured_value,
    cast(null as bigint) as numerator,
    cast(null as bigint) as denominator,
    cast(params.history_months_full as {{ t_double() }}) as threshold,
    case
        when history.history_months >= params.history_months_full then 'pass'
        when history.history_months >= params.history_months_min then 'warn'
        else 'fail'
    end as check_status,
    case
        when history.history_months is null then 'no_closed_deals'
        when history.history_months < params.history_months_full then 'history_too_short'
    end as reason
from history
cross join params

union all

select
    history.as_of_date,
    'closing_months',
    'deals',
    history.closing_month_count,
    history.closing_month_count as numerator,
    params.history_months_full,
    params.history_closing_months_min,
    case
        when coalesce(history.history_months, 0) < params.history_months_full then 'unknown'
        when history.closing_month_count >= params.history_closing_months_min then 'pass'
        else 'fail'
    end,
    case
        when coalesce(history.history_months, 0) < params.history_months_full
            then 'history_too_short'
        when history.closing_month_count < params.history_closing_months_min
            then 'months_without_closings'
    end
from history
cross join params

union all

-- Deals that were all created on one day came out of a migration: their age and cycle are not real.
select
    as_of_date,
    'created_dates',
    'deals',
    created_day_count,
    created_day_count as numerator,
    closed_deal_count,
    1,
    case
        when closed_deal_count <= 1 then 'unknown'
        when created_day_count > 1 then 'pass'
        else 'fail'
    end,
    case
        when closed_deal_count <= 1 then 'no_closed_deals'
        when created_day_count = 1 then 'created_on_one_day'
    end
from history

union all

select
    as_of_date,
    'closed_lost_present',
    'deals',
    {{ safe_divide('won_source_with_lost_count', 'won_source_count') }},
    won_source_with_lost_count,
    won_source_count,
    1,
    case
        when won_source_count = 0 then 'unknown'
        when won_source_with_lost_count = won_source_count then 'pass'
        else 'fail'
    end,
    case
        when won_source_count = 0 then 'no_won_deals'
        when won_source_with_lost_count < won_source_count then 'won_source_without_lost_deals'
    end
from history
