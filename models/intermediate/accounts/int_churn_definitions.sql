-- What each source would count as accounts that left, beside the definition in use: an account had
-- a recurring contract and has none on the as-of date. Only that one is in any figure.
with

run as (
    select * from {{ ref('core_run') }}
),

customers as (
    select
        customers.account_id,
        customers.is_customer
    from {{ ref('int_account_customers') }} as customers
    inner join run on customers.as_of_date = run.as_of_date
),

lines as (
    select
        lines.account_id,
        min(lines.active_to) < min(run.as_of_date) as has_ended_line
    from {{ ref('int_recurring_lines') }} as lines
    inner join run on lines.active_from <= run.as_of_date
    where lines.account_match = 'matched'
    group by lines.account_id
),

claims as (
    select
        'contracts' as churn_definition,
        lines.account_id
    from lines
    inner join customers on lines.account_id = customers.account_id
    where not customers.is_customer
    union distinct
    select
        'ended_lines',
        account_id
    from lines
    where has_ended_line
    union distinct
    select
        'lifecycle_stage',
        resolution.resolved_account_id
    from {{ ref('core_accounts') }} as accounts
    cross join {{ ref('core_params') }} as params
    inner join {{ ref('int_account_resolution') }} as resolution
        on accounts.account_id = resolution.account_id
    where lower(accounts.lifecycle_stage) = params.churned_lifecycle_stage
    union distinct
    select
        'churn_events',
        resolution.resolved_account_id
    from {{ ref('core_trigger_events') }} as events
    cross join {{ ref('core_params') }} as params
    inner join run on cast(events.occurred_at as date) <= run.as_of_date
    inner join {{ ref('int_account_resolution') }} as resolution
        on events.account_id = resolution.account_id
    where lower(events.trigger_type) = params.churn_trigger_type
)

select
    claims.churn_definition,
    count(*) as account_count,
    sum(case when customers.is_customer then 1 else 0 end) as customer_account_count
from claims
left join customers on claims.account_id = customers.account_id
group by claims.churn_definition
