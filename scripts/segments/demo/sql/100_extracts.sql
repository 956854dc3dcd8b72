-- What is written: governed columns in contract order, good rows and faulty rows together.
-- A duplicate (copy 2) stands right behind the row it repeats.
create macro repeat_order(id) as md5(concat_ws('|', (select seed from parameters), 'repeat', id));

create table accounts_repeated as
select account_id as repeated_key
from account_rows
order by repeat_order(account_id), account_id
limit (
    select coalesce(sum(copies), 0)
    from dirt_plan
    where entity = 'accounts' and kind = 'duplicate_identical'
);

create view accounts_extract as
with

good as (
    select * exclude (account_no, kind, cell_no, gap, need, need_no) from account_rows
)

select *, 1 as copy_no from good
union all
select *, 2 as copy_no from good
where account_id in (select repeated_key from accounts_repeated)
union all by name
select * from account_dirt;

create table opportunities_repeated as
select opportunity_id as repeated_key
from opportunity_rows
order by repeat_order(opportunity_id), opportunity_id
limit (
    select coalesce(sum(copies), 0)
    from dirt_plan
    where entity = 'opportunities' and kind = 'duplicate_identical'
);

create view opportunities_extract as
with

good as (
    select * from opportunity_rows
)

select *, 1 as copy_no from good
union all
select *, 2 as copy_no from good
where opportunity_id in (select repeated_key from opportunities_repeated)
union all by name
select * from opportunity_dirt;

create table users_repeated as
select user_id as repeated_key
from user_rows
order by repeat_order(user_id), user_id
limit (
    select coalesce(sum(copies), 0)
    from dirt_plan
    where entity = 'users' and kind = 'duplicate_identical'
);

create view users_extract as
with

good as (
    select * from user_rows
)

select *, 1 as copy_no from good
union all
select *, 2 as copy_no from good
where user_id in (select repeated_key from users_repeated);

create table contract_lines_repeated as
select contract_line_id as repeated_key
from contract_line_rows
order by repeat_order(contract_line_id), contract_line_id
limit (
    select coalesce(sum(copies), 0)
    from dirt_plan
    where entity = 'contract_lines' and kind = 'duplicate_identical'
);

create view contract_lines_extract as
with

good as (
    select * from contract_line_rows
)

select *, 1 as copy_no from good
union all
select *, 2 as copy_no from good
where contract_line_id in (select repeated_key from contract_lines_repeated)
union all by name
select * from contract_line_dirt;

create table fx_rates_repeated as
select currency || rate_date as repeated_key
from fx_rate_rows
order by repeat_order(currency || rate_date), currency || rate_date
limit (
    select coalesce(sum(copies), 0)
    from dirt_plan
    where entity = 'fx_rates' and kind = 'duplicate_identical'
);

create view fx_rates_extract as
with

good as (
    select * from fx_rate_rows
)

select *, 1 as copy_no from good
union all
select *, 2 as copy_no from good
where currency || rate_date in (select repeated_key from fx_rates_repeated);
