-- Technologies seen at nearly half of the accounts. The old system is seen where it is to be
-- replaced; the other technologies say nothing.
create table technographic_rows as
with

seen as (
    select
        account_rows.account_id,
        account_rows.account_no,
        account_rows.need,
        parameters.seed,
        parameters.as_of,
        unnest(range(1, 2 + (uniform(seed, 'account', account_no, 'technologies') < 0.3)::integer))
            as technology_no
    from account_rows
    cross join parameters
    where kind <> 'merged'
        and uniform(parameters.seed, 'account', account_rows.account_no, 'scanned') < 0.45
),

drawn as (
    select
        *,
        uniform(seed, 'technology', account_no || '.' || technology_no, 'name') as name_draw,
        uniform(seed, 'technology', account_no || '.' || technology_no, 'day') as day_draw
    from seen
)

select
    account_id,
    case
        when technology_no = 2
            then pick(['Tally Ledger', 'Parcel Track', 'Shift Planner'], name_draw)
        when need = 'replace_legacy' and name_draw < 0.7 then 'Monolith ERP'
        else pick(
            ['Monolith ERP', 'Cloud CRM', 'Cloud CRM', 'Data Lake', 'Mail Cannon'],
            name_draw * 100 % 1
        )
    end as technology,
    case
        when technology_no = 2 then 'operations'
        when need = 'replace_legacy' and name_draw < 0.7 then 'erp'
        else pick(['erp', 'crm', 'crm', 'data', 'marketing'], name_draw * 100 % 1)
    end as category,
    case when day_draw >= 0.2 then add_days(as_of, -900 * day_draw) end::varchar as detected_date
from drawn;

-- Events point where the account's need already is, so that they move nobody between cells; an
-- office move points nowhere, and it is all that happens where the need is unknown.
create table trigger_event_rows as
with

struck as (
    select
        account_rows.*,
        parameters.seed,
        parameters.as_of,
        uniform(parameters.seed, 'account', account_no, 'trigger') as strike_draw,
        uniform(parameters.seed, 'account', account_no, 'trigger day') as day_draw
    from account_rows
    cross join parameters
    where kind in ('classified', 'unclassified', 'child')
)

select
    'E' || lpad(account_no::varchar, 7, '0') as event_id,
    account_id,
    case
        when gap in ('unknown_need', 'unbanded_unknown_need') or strike_draw < 0.02
            then 'office_move'
        when need = 'replace_legacy' then 'leadership_change'
        when need = 'prove_compliance' then 'regulatory_deadline'
        when need = 'consolidate_tools' then 'cost_program'
        else 'funding'
    end as trigger_type,
    case when day_draw < 0.8 then money(1 + 9 * (day_draw * 100 % 1))::varchar end as strength,
    pick(['true', 'false', 'false', null], day_draw * 1000 % 1) as is_first_party,
    working_moment(add_days(as_of, -500 * day_draw), strike_draw) as occurred_at,
    pick(['newsdesk', 'filings', 'crm', null], day_draw * 10000 % 1) as provider
from struck
where strike_draw < 0.15 and need <> 'integrate_data';

-- Months in which a customer had a contract running, back to 15 months ago.
create table customer_months as
select
    customers.account_no,
    account_rows.account_id,
    months.month_start,
    parameters.seed,
    parameters.as_of,
    customers.cell_no,
    customers.currency,
    customers.has_usage,
    max(terms.annual_amount) / 12 as monthly_amount,
    max(terms.outcome in ('churned', 'returns') and terms.end_date < months.month_start + 120)
        as is_leaving
from customers
inner join account_rows on customers.account_no = account_rows.account_no
inner join terms on customers.account_no = terms.account_no
cross join parameters
inner join (
    select add_months(date_trunc('month', as_of), -month_no) as month_start
    from parameters
    cross join range(0, 15) as numbers (month_no)
) as months
    on terms.start_date <= months.month_start and terms.end_date >= months.month_start
group by all;

-- Users of the product, once a quarter, on four fifths of the customers, back to the months before
-- retention is counted. Who leaves, fades first; planted: whoever left since then used it less.
create table product_usage_rows as
with

measured_terms as (
    select
        terms.account_no,
        terms.start_date,
        terms.end_date,
        terms.outcome in ('churned', 'returns') as is_left,
        parameters.seed,
        parameters.as_of,
        parameters.window_start
    from terms
    cross join parameters
    where uniform(parameters.seed, 'account', account_no, 'is measured') < 0.8
),

leavers as (
    select distinct account_no
    from measured_terms
    where is_left and end_date > window_start and end_date <= as_of
),

running as (
    select
        measured_terms.account_no,
        months.month_start,
        measured_terms.seed,
        max(measured_terms.is_left and measured_terms.end_date < months.month_start + 120)
            as is_leaving
    from measured_terms
    inner join (
        select add_months(date_trunc('month', as_of), -month_no) as month_start
        from parameters
        cross join range(0, 28, 3) as numbers (month_no)
    ) as months
        on measured_terms.start_date <= months.month_start
        and measured_terms.end_date >= months.month_start
    group by all
)

select
    account_rows.account_id,
    month_start::varchar as usage_date,
    'active_users' as metric,
    greatest(
        1,
        floor(
            (8 + 120 * uniform(seed, 'account', running.account_no, 'users'))
            * (0.9 + 0.2 * uniform(seed, 'account', running.account_no, 'users ' || month_start))
            * case when is_leaving then 0.4 when leavers.account_no is not null then 0.6 else 1 end
        )
    )::integer::varchar as value
from running
inner join account_rows on running.account_no = account_rows.account_no
left join leavers on running.account_no = leavers.account_no;

-- What exists in the market, known or not: twice the accounts of each planted cell, so that every
-- share is the planted one. Written only on request, because it stands in for CRM counts.
create table market_universe_rows as
select
    band as firmographic_band_id,
    need as need_state_id,
    (2 * accounts)::varchar as account_count,
    (as_of - 30)::varchar as counted_on
from plan_cells
cross join (select as_of from parameters);
