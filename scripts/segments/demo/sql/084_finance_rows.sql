-- Metered use is invoiced a month later, in two segments; some of it is credited.
create table invoice_rows as
with

metered as (
    select
        lines.account_no,
        lines.currency,
        account_rows.account_id,
        lines.contract_line_id || '-' || strftime(months.month_start, '%y%m') as line_key,
        months.month_start,
        lines.amount,
        parameters.seed,
        parameters.as_of
    from contract_line_plan as lines
    inner join account_rows on lines.account_no = account_rows.account_no
    inner join plan_cells on account_rows.cell_no = plan_cells.cell_no
    cross join parameters
    inner join (
        select add_months(date_trunc('month', as_of), -month_no) as month_start
        from parameters
        cross join range(1, 16) as numbers (month_no)
    ) as months
        on lines.start_date <= months.month_start
        and coalesce(lines.end_date, date '9999-12-31') >= months.month_start
    where lines.slot = 'U' and lines.amount is not null
        and plan_cells.need in ('scale_operations', 'prove_compliance')
),

drawn as (
    select
        *,
        money(amount * (0.7 + 0.6 * uniform(seed, 'invoice', line_key, 'amount'))) as metered_amount,
        uniform(seed, 'invoice', line_key, 'credit') as credit_draw
    from metered
)

select
    'I' || line_key as invoice_line_id,
    'N' || line_key as invoice_id,
    account_id,
    add_months(month_start, 1)::varchar as invoice_date,
    month_start::varchar as service_start_date,
    add_days(add_months(month_start, 1), -1)::varchar as service_end_date,
    'usage' as charge_type,
    metered_amount::varchar as amount,
    currency
from drawn
union all
select
    'I' || line_key || '-C',
    'N' || line_key || '-C',
    account_id,
    add_months(month_start, 1)::varchar,
    month_start::varchar,
    add_days(add_months(month_start, 1), -1)::varchar,
    'usage',
    money(-0.2 * metered_amount)::varchar,
    currency
from drawn
where credit_draw < 0.03;

create table cost_months as
select
    customer_months.*,
    monthly_amount / case currency when 'EUR' then eur_base when 'GBP' then gbp_base else 1 end
        as local_amount,
    uniform(seed, 'account', account_no, 'cost') as cost_draw,
    uniform(seed, 'account', account_no, 'cost ' || month_start) as month_draw
from customer_months
cross join currency_bases
where month_start > add_months(as_of, -12);

-- Cost of goods stands on most customers; on the rest it is unknown. What several customers cause
-- is a pool without an account.
create table account_cost_rows as
with

direct as (
    select
        'K' || lpad(account_no::varchar, 7, '0') || strftime(month_start, '-%y%m-') || 'C' as cost_id,
        account_id,
        month_start,
        'cogs' as cost_type,
        money(local_amount * (0.14 + 0.12 * cost_draw + 0.04 * month_draw)) as amount,
        currency
    from cost_months
    where cost_draw < 0.85

    union all

    select
        'K' || lpad(account_no::varchar, 7, '0') || strftime(month_start, '-%y%m-') || 'D',
        account_id,
        month_start,
        'delivery',
        money(local_amount * (0.02 + 0.05 * month_draw)),
        currency
    from cost_months
    where cost_draw < 0.12
),

pools as (
    select
        'KP' || strftime(month_start, '-%y%m-') || pool.cost_type as cost_id,
        null as account_id,
        month_start,
        pool.cost_type,
        money(sum(money(monthly_amount)) * pool.share) as amount,
        'USD' as currency
    from cost_months
    cross join (
        select unnest(['support', 'success', 'hosting']) as cost_type,
            unnest([0.05, 0.04, 0.06]::decimal(4, 2)[]) as share
    ) as pool
    group by month_start, pool.cost_type, pool.share
)

select * replace (month_start::varchar as month_start, amount::varchar as amount)
from (
    select * from direct
    union all
    select * from pools
);

alter table account_cost_rows rename column month_start to cost_month;

-- The clock for hours stood still in one month: that month's success pool reaches no account.
create table planted_unallocated_pool as
select cost_id, cost_type, cost_month, amount
from account_cost_rows
where account_id is null and cost_type = 'success'
    and cost_month = (select add_months(date_trunc('month', as_of), -4)::varchar from parameters);

create table cost_driver_rows as
with

measured as (
    select account_no, account_id, month_start, 'tickets' as driver,
        1 + floor(9 * month_draw) as quantity
    from cost_months
    where cost_draw * 10 % 1 < 0.5 and month_draw * 10 % 1 < 0.4

    union all

    select account_no, account_id, month_start, 'hours', round(0.5 + 12 * month_draw, 2)
    from cost_months
    where cost_draw * 100 % 1 < 0.12
        and month_start::varchar not in (select cost_month from planted_unallocated_pool)

    union all

    select account_no, account_id, month_start, 'usage', 20 + floor(500 * month_draw)
    from cost_months
    where has_usage
)

select account_id, month_start::varchar as driver_month, driver, quantity::varchar as quantity
from measured;

-- Targets of the segments worth funding, eight quarters back and one ahead. One segment has none.
create table target_rows as
with

quarters as (
    select add_months(date_trunc('quarter', as_of), 3 * quarter_no)::date as period_start_date
    from parameters
    cross join range(-7, 2) as numbers (quarter_no)
)

select
    quarters.period_start_date::varchar as period_start_date,
    plan_cells.band || '--' || plan_cells.need as segment_id,
    add_days(add_months(quarters.period_start_date, 3), -1)::varchar as period_end_date,
    money(round(quarterly_amount * 0.4, -2))::varchar as budget_amount,
    money(round(quarterly_amount, -2))::varchar as revenue_target_amount,
    money(round(quarterly_amount / win_rate, -2))::varchar as pipeline_target_amount,
    'USD' as currency
from (
    select *, 1.1 * accounts * recent_share * first_year_acv / 8 as quarterly_amount
    from plan_cells
    where has_targets and accounts > 0
) as plan_cells
cross join quarters;
