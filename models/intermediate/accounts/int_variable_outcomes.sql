-- What a variable may predict, per account on the day of the run: whether its first closed
-- new-business deal was won, how large it was (as a logarithm), and the share of ARR it kept; and
-- the last day of which a prediction may know.
with

run as (
    select * from {{ ref('core_run') }}
),

first_deals as (
    select
        opportunities.account_id,
        opportunities.status,
        opportunities.amount,
        {{ add_days('opportunities.created_date', -1) }} as known_until_date,
        row_number() over (
            partition by opportunities.account_id
            order by opportunities.close_date asc, opportunities.opportunity_id asc
        ) as deal_number
    from {{ ref('int_opportunities') }} as opportunities
    inner join run on opportunities.close_date <= run.as_of_date
    where
        opportunities.account_match = 'matched'
        and opportunities.opportunity_type = 'new'
        and opportunities.status in ('won', 'lost')
)

select
    account_id,
    'won' as target,
    cast(case status when 'won' then 1 else 0 end as {{ t_double() }}) as outcome,
    known_until_date
from first_deals
where deal_number = 1

union all

select
    account_id,
    'deal_size',
    case when amount > 0 then ln(cast(amount as {{ t_double() }})) end,
    known_until_date
from first_deals
where deal_number = 1 and status = 'won' and amount > 0

union all

select
    retention.account_id,
    'retention',
    {{ safe_divide('retention.kept_arr_amount', 'retention.start_arr_amount') }},
    {{ add_months('retention.as_of_date', -24) }}
from {{ ref('int_account_retention') }} as retention
inner join run on retention.as_of_date = run.as_of_date
where retention.horizon_months = 24 and retention.start_arr_amount > 0
