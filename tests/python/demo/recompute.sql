-- Recomputes, from the CSV files alone, what the tenant promises: grid, kills, first-year ACV,
-- retention, CLV proxy, thirds and tiers. It shares no code with the generator.
-- getvariable('landing') is the landing folder, getvariable('as_of') the date.
create table accounts_read as
select *, count(*) over (partition by account_id) as copies, row_number() over (partition by account_id) as copy_no
from read_csv(getvariable('landing') || '/crm/accounts.csv', all_varchar = true, header = true,
    delim = ',', quote = '"', strict_mode = true, ignore_errors = true, auto_detect = true);
create table opportunities_read as
select *, row_number() over (partition by opportunity_id) as copy_no
from read_csv(getvariable('landing') || '/crm/opportunities.csv', all_varchar = true, header = true,
    delim = ',', quote = '"', strict_mode = true, ignore_errors = true, auto_detect = true);
create table lines_read as
select *, row_number() over (partition by contract_line_id) as copy_no
from read_csv(getvariable('landing') || '/finance/contract_lines.csv', all_varchar = true, header = true,
    delim = ',', quote = '"', strict_mode = true, ignore_errors = true, auto_detect = true);
create table fx as
select distinct currency, rate_date::date as rate_date, rate::double as rate
from read_csv(getvariable('landing') || '/finance/fx_rates.csv', all_varchar = true, header = true);

-- A rate holds at most 31 days; the reporting currency is 1.
create macro fx_rate(wanted, day) as case when wanted = 'USD' then 1.0 else (
    select arg_max(rate, rate_date) from fx
    where fx.currency = wanted and rate_date <= day and day - rate_date <= 31
) end;
create macro is_money(value) as value is null or regexp_full_match(value, '[0-9]+(\.[0-9]{1,2})?');
create macro is_date(value) as value is null or try_cast(value as date) is not null;
create macro known(value) as case when lower(value) not in ('unknown', 'n/a', 'na', 'none', 'null',
    '-', '--', '.', 'tbd', 'test', 'xxx', 'not specified') then value end;

create table accounts as
select
    *,
    try_cast(known(employee_count) as integer) as employees
from accounts_read
where copy_no = 1
    and account_id not in (
        select account_id from accounts_read group by account_id having count(distinct account_name) > 1
    )
    and account_name is not null
    and is_money(annual_revenue_amount)
    and try_cast(created_at as timestamptz) is not null
    and created_at::timestamptz <= getvariable('as_of') + 2
    and not coalesce(parent_account_id in (
        select inner_accounts.account_id from accounts_read as inner_accounts
        where inner_accounts.parent_account_id = accounts_read.account_id
    ), false);

create table opportunities as
select * from opportunities_read
where copy_no = 1
    and opportunity_id not in (
        select opportunity_id from opportunities_read group by 1 having count(distinct amount) > 1
    )
    and status in ('open', 'won', 'lost')
    and (opportunity_type is null or opportunity_type in ('new', 'expansion', 'renewal'))
    and is_money(amount) and is_date(close_date)
    and (status = 'open' or (close_date is not null
        and close_date::date between created_at::timestamptz::date and getvariable('as_of') + 1))
    and (amount is null or (currency is not null and fx_rate(currency, coalesce(least(close_date::date, getvariable('as_of')), getvariable('as_of'))) is not null));

create table lines as
select
    lines_read.* exclude (signed_date, live_date, start_date, end_date, amount),
    amount::double as amount,
    signed_date::date as signed_date,
    live_date::date as live_date,
    start_date::date as start_date,
    end_date::date as end_date
from lines_read
where copy_no = 1
    and contract_line_id not in (
        select contract_line_id from lines_read group by 1 having count(distinct amount) > 1
    )
    and charge_type in ('recurring', 'usage', 'one_time', 'services')
    and is_money(amount) and signed_date is not null and is_date(start_date)
    and signed_date::date <= getvariable('as_of') + 1
    and (end_date is null or end_date >= start_date)
    and (amount is null or (currency is not null and amount_period is not null))
    and (currency is null or fx_rate(currency, signed_date::date) is not null);

create table survivors as
with recursive chain as (
    select account_id, account_id as survivor_id, 0 as depth from accounts
    union all
    select chain.account_id, accounts.merged_into_account_id, depth + 1
    from chain inner join accounts on chain.survivor_id = accounts.account_id
    where accounts.merged_into_account_id is not null and depth < 5
)
select account_id, arg_max(survivor_id, depth) as survivor_id from chain group by account_id;

create table need_votes as
select survivor_id as account_id, opportunities.need_state, count(*) as votes
from opportunities inner join survivors using (account_id)
where opportunities.need_state is not null
    and opportunities.created_at::timestamptz::date <= getvariable('as_of')
group by all;

create table placed as
select
    accounts.*,
    case when employees >= 1000 then 'enterprise' when employees >= 250 then 'large'
        when employees >= 50 then 'mid_market' when employees >= 0 then 'small' end as band,
    coalesce(known(declared_need_state), (
        select need_state from need_votes where need_votes.account_id = accounts.account_id
        order by votes desc, list_position(['replace_legacy', 'prove_compliance', 'consolidate_tools',
            'scale_operations', 'integrate_data'], need_state) limit 1
    )) as need,
    coalesce(is_deleted = 'true', false) = false and merged_into_account_id is null as is_in_scope
from accounts;

create table classified as
select
    *,
    is_in_scope and not exists (
        select 1 from placed as parents
        where parents.account_id = placed.parent_account_id and parents.is_in_scope
    ) as is_addressable,
    case when is_in_scope then band || '--' || need end as segment_id
from placed;

create table recurring as
select
    survivors.survivor_id as account_id,
    lines.* exclude (account_id),
    amount * case amount_period when 'month' then 1 when 'quarter' then 1 / 3.0 when 'year' then 1 / 12.0
        else 1 / (
            date_diff('month', start_date, end_date + 1)
            - case when start_date + to_months(date_diff('month', start_date, end_date + 1)::integer) > end_date + 1
                then 1 else 0 end
            + (end_date + 1 - (start_date + to_months((date_diff('month', start_date, end_date + 1)
                - case when start_date + to_months(date_diff('month', start_date, end_date + 1)::integer)
                    > end_date + 1 then 1 else 0 end)::integer))::date) / 30.4375
        ) end as monthly
from lines inner join survivors using (account_id)
where charge_type = 'recurring' and amount is not null;

create macro arr_at(day) as table
select
    account_id,
    round(sum(12 * monthly * fx_rate(currency, getvariable('as_of'))), 2) as arr
from recurring
where live_date is not null and greatest(start_date, live_date) <= day
    and (end_date is null or day <= end_date) and signed_date <= getvariable('as_of')
group by account_id;

create table arr_then as select * from arr_at((getvariable('as_of') - to_months(24))::date);
create table arr_now as select * from arr_at(getvariable('as_of'));

create table retention as
select
    segment_id,
    count(*) as cohort,
    sum(arr_then.arr) as arr_then,
    sum(coalesce(arr_now.arr, 0)) as arr_now,
    sum(least(arr_then.arr, coalesce(arr_now.arr, 0))) as arr_kept,
    count(arr_now.arr) as logos_kept
from arr_then
inner join classified using (account_id)
left join arr_now using (account_id)
where segment_id is not null
group by segment_id;

create table first_contracts as
with firsts as (
    select account_id, min(start_date) as first_start, arg_min(signed_date, start_date) as first_signed
    from recurring group by account_id
)
select
    account_id,
    first_signed,
    round(sum(
        fx_rate(currency, first_signed) * monthly * case
            when end_date is null or auto_renews = 'true' then 12
            else greatest(0, (least(end_date + 1, (first_start + to_months(12))::date) - start_date)
                / (365.25 / 12))
        end
    ), 2) as first_year_acv
from recurring inner join firsts using (account_id)
where start_date <= first_start + 30
group by account_id, first_signed;

create table acv as
select segment_id, count(*) as acv_cohort, round(avg(first_year_acv), 2) as first_year_acv
from first_contracts inner join classified using (account_id)
where first_signed > getvariable('as_of') - to_months(24) and first_signed <= getvariable('as_of')
    and segment_id is not null
group by segment_id;

create table deals as
select
    segment_id,
    count(*) filter (status = 'won') as won,
    count(*) as closed,
    median(close_date::date - first_meeting_date::date) filter (status = 'won') as cycle_days
from opportunities
inner join survivors using (account_id)
inner join classified on survivors.survivor_id = classified.account_id
where opportunity_type = 'new' and status in ('won', 'lost')
    and close_date::date > getvariable('as_of') - to_months(24)
    and close_date::date <= getvariable('as_of') and segment_id is not null
group by segment_id;

create table grid as
with

cells as (
    select band, need, band || '--' || need as segment_id
    from (values ('small'), ('mid_market'), ('large'), ('enterprise')) as bands (band)
    cross join (values ('replace_legacy'), ('prove_compliance'), ('consolidate_tools'),
        ('scale_operations'), ('integrate_data')) as needs (need)
),

band_acv as (
    select band, avg(first_year_acv) as band_acv
    from first_contracts inner join classified using (account_id)
    where first_signed > getvariable('as_of') - to_months(24) and segment_id is not null
    group by band
),

counted as (
    select
        cells.*,
        (select count(*) from classified
            where classified.segment_id = cells.segment_id and is_addressable) as addressable,
        (select count(*) from classified where segment_id is not null and is_addressable) as total
    from cells
),

measured as (
    select
        counted.*,
        acv_cohort,
        coalesce(first_year_acv, band_acv) as first_year_acv,
        cohort,
        arr_kept / arr_then as grr,
        arr_now / arr_then as nrr,
        won, closed, cycle_days,
        round(first_year_acv * arr_now / arr_then, 2) as clv,
        list_filter([
            case when addressable < 0.02 * total then 'share_below_minimum' end,
            case when addressable * coalesce(first_year_acv, band_acv) < 500000
                then 'opportunity_below_minimum' end
        ], lambda reason: reason is not null) as kill_reasons
    from counted
    left join acv using (segment_id)
    left join band_acv using (band)
    left join retention using (segment_id)
    left join deals using (segment_id)
),

ranked as (
    select
        segment_id,
        ntile(3) over (order by clv desc, addressable desc, segment_id) as clv_third
    from measured
    where len(kill_reasons) = 0 and clv is not null and cohort >= 5
)

select
    measured.*,
    clv_third,
    case
        when clv_third is null then null
        when clv_third = 1 and addressable > 200 then 'A'
        when clv_third <= 2 then 'B'
        else 'C'
    end as tier
from measured left join ranked using (segment_id);
