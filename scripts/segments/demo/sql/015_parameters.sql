-- One row of parameters. The planted windows are the published ones: 24 calendar months.
create table parameters as
select
    * replace (string_split(needs, ';') as needs),
    add_months(date_trunc('month', as_of), 1 - months) as history_start,
    add_months(as_of, -24) as window_start
from plan_parameters;

create table currency_bases as
select eur_base, gbp_base from parameters;

-- An empty cell has no account to draw.
create table cells as
select
    plan_cells.*,
    plan_bands.* exclude (band)
from plan_cells
inner join plan_bands on plan_cells.band = plan_bands.band
where plan_cells.accounts > 0;

create macro repeat_order(id) as md5(concat_ws('|', (select seed from parameters), 'repeat', id));

create macro as_of_day() as (select as_of from parameters);

create macro first_day() as (select history_start from parameters);
