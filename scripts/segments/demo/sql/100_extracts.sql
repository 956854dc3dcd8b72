-- What is written: governed columns in contract order, good rows and faulty rows together.
-- A duplicate (copy 2) stands right behind the row it repeats.
create macro repeats(wanted) as coalesce(
    (select copies from dirt_plan where entity = wanted and kind = 'duplicate_identical'), 0
);

create macro repeat_order(id) as md5(concat_ws('|', (select seed from parameters), 'repeat', id));

create view accounts_extract as
with

good as (
    select * exclude (account_no, kind, cell_no, gap, need)
    from account_rows
),

repeated as (
    select * from good
    order by repeat_order(account_id), account_id
    limit repeats('accounts')
)

select *, 1 as copy_no from good
union all
select *, 2 as copy_no from repeated
union all by name
select * from account_dirt;

create view opportunities_extract as
with

repeated as (
    select * from opportunity_rows
    order by repeat_order(opportunity_id), opportunity_id
    limit repeats('opportunities')
)

select *, 1 as copy_no from opportunity_rows
union all
select *, 2 as copy_no from repeated
union all by name
select * from opportunity_dirt;

create view users_extract as
with

repeated as (
    select * from user_rows
    order by repeat_order(user_id), user_id
    limit repeats('users')
)

select *, 1 as copy_no from user_rows
union all
select *, 2 as copy_no from repeated;

create view contract_lines_extract as
with

repeated as (
    select * from contract_line_rows
    order by repeat_order(contract_line_id), contract_line_id
    limit repeats('contract_lines')
)

select *, 1 as copy_no from contract_line_rows
union all
select *, 2 as copy_no from repeated
union all by name
select * from contract_line_dirt;

create view fx_rates_extract as
with

repeated as (
    select * from fx_rate_rows
    order by repeat_order(currency || rate_date), currency, rate_date
    limit repeats('fx_rates')
)

select *, 1 as copy_no from fx_rate_rows
union all
select *, 2 as copy_no from repeated;
