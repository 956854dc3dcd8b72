-- What each account was known to be on each as-of date: the old value of its first change after
-- that day, else today's. A change after the run's own day counts as well: it says what held
-- before, while the account's row already wears what came after.
{%- set texts = [
    'domain', 'industry', 'naics_code', 'annual_revenue_currency', 'country_code', 'region',
    'ownership', 'growth_stage', 'decision_style', 'risk_tolerance', 'digital_maturity',
    'regulation_level', 'lifecycle_stage', 'acquisition_source', 'territory',
    'declared_need_state',
] %}
{%- set numbers = ['employee_count', 'annual_revenue_amount', 'founded_year'] %}

with

as_of_dates as (
    select as_of_date from {{ ref('int_as_of_dates') }}
),

changes_after as (
    select
        as_of_dates.as_of_date,
        history.account_id,
        history.field_name,
        coalesce(history.old_value, '') as old_value,
        row_number() over (
            partition by as_of_dates.as_of_date, history.account_id, history.field_name
            order by history.valid_from asc
        ) as change_number
    from {{ ref('core_account_history') }} as history
    inner join as_of_dates on cast(history.valid_from as date) > as_of_dates.as_of_date
),

-- An empty text is a value that was empty then; null is an attribute that has not changed since.
values_then as (
    select
        as_of_date,
        {%- for attribute in texts + numbers %}
        max(case when field_name = '{{ attribute }}' then old_value end) as {{ attribute }},
        {%- endfor %}
        account_id
    from changes_after
    where change_number = 1
    group by as_of_date, account_id
)

select
    as_of_dates.as_of_date,
    accounts.account_id,
    {%- for attribute in texts %}
    case
        when values_then.{{ attribute }} is null then accounts.{{ attribute }}
        else nullif(values_then.{{ attribute }}, '')
    end as {{ attribute }},
    {%- endfor %}
    case
        when values_then.employee_count is null then accounts.employee_count
        else {{ parse_integer('values_then.employee_count') }}
    end as employee_count,
    case
        when values_then.annual_revenue_amount is null then accounts.annual_revenue_amount
        else {{ parse_number('values_then.annual_revenue_amount', 2) }}
    end as annual_revenue_amount,
    case
        when values_then.founded_year is null then accounts.founded_year
        else {{ parse_integer('values_then.founded_year') }}
    end as founded_year
from {{ ref('core_accounts') }} as accounts
cross join as_of_dates
left join values_then
    on accounts.account_id = values_then.account_id
    and as_of_dates.as_of_date = values_then.as_of_date
