-- What attributes were before. Sizes grew, so that the past of some accounts lies in a smaller
-- band; growth stage was recorded late on every tenth account, so that completeness has risen.
create table account_history_rows as
with

aged as (
    select
        account_rows.*,
        parameters.seed,
        parameters.as_of,
        uniform(parameters.seed, 'account', account_no, 'history') as history_draw,
        uniform(parameters.seed, 'account', account_no, 'history day') as day_draw
    from account_rows
    cross join parameters
    where kind in ('classified', 'unclassified', 'child')
),

changes as (
    select
        account_id,
        'employee_count' as field_name,
        -30 - 700 * day_draw as days,
        greatest(1, floor(employee_count::integer * (0.55 + 0.4 * day_draw)))::integer::varchar
            as old_value,
        day_draw,
        as_of
    from aged
    where history_draw < 0.05 and try_cast(employee_count as integer) is not null

    union all

    select
        account_id,
        'growth_stage',
        -20 - 300 * day_draw,
        null,
        day_draw,
        as_of
    from aged
    where history_draw >= 0.9

    union all

    select
        account_id,
        'territory',
        -60 - 600 * day_draw,
        'T' || lpad((1 + floor(8 * (day_draw * 100 % 1)))::integer::varchar, 2, '0'),
        day_draw,
        as_of
    from aged
    where history_draw >= 0.85 and history_draw < 0.9

    union all

    -- Before its first deal everybody was a lead: what the stage says today, it says afterwards.
    select
        aged.account_id,
        'lifecycle_stage',
        account_opportunities.first_created_day - aged.as_of,
        'lead',
        aged.day_draw,
        aged.as_of
    from aged
    inner join account_opportunities using (account_no)
),

-- Planted: large until 200 days ago, when it stood a single employee below its band.
moved as (
    select account_id, 'employee_count' as field_name, -200 as days, day_draw, as_of, as_of - 200 as valid_day
    from aged
    where kind = 'classified' and gap = 'known' and history_draw >= 0.05
        and try_cast(employee_count as integer) >= 250 and employee_count::integer < 1000
    order by md5(concat_ws('|', seed, 'moved', account_no)), account_no
    limit 1
)

select
    account_id,
    field_name,
    working_moment(add_days(as_of, days), day_draw) as valid_from,
    old_value
from changes
union all
select
    account_id,
    field_name,
    working_moment(add_days(as_of, days), day_draw) as valid_from,
    '249' as old_value
from moved;

create table planted_band_move as
select account_id, valid_from::date as changed_on, old_value
from account_history_rows
where field_name = 'employee_count' and old_value = '249'
    and valid_from::date = (select as_of - 200 from parameters);

-- The way of a deal through its stages. Evaluation is where it counts as qualified.
create table deal_paths as
select
    opportunity_plan.opportunity_id,
    opportunity_plan.account_no,
    opportunity_plan.opportunity_type,
    opportunity_plan.status,
    opportunity_rows.stage,
    opportunity_rows.amount,
    opportunity_rows.currency,
    opportunity_plan.created_day,
    opportunity_plan.qualified_date,
    opportunity_plan.close_date,
    parameters.seed,
    parameters.as_of,
    coalesce(opportunity_plan.qualified_date, opportunity_plan.created_day) as start_day,
    case
        when opportunity_plan.status = 'open' then parameters.as_of
        else opportunity_plan.close_date
    end as end_day,
    uniform(parameters.seed, 'deal', opportunity_plan.opportunity_id, 'path') as path_draw
from opportunity_plan
inner join opportunity_rows using (opportunity_id)
cross join parameters;

-- Planted: back to discovery 25 days before the close, and into evaluation again 10 days before.
create table planted_stage_regress as
select
    opportunity_id,
    end_day - 25 as back_day,
    end_day - 10 as again_day,
    end_day - qualified_date as first_entry_days,
    10 as last_entry_days
from deal_paths
where opportunity_type = 'new' and status = 'won' and end_day - qualified_date >= 40
    and end_day > add_months(as_of, -12) and path_draw >= 0.4
order by md5(concat_ws('|', seed, 'regress', opportunity_id)), opportunity_id
limit 1;

-- Qualified in a quarter that had ended when the amount was doubled.
create table planted_amount_change as
select
    opportunity_id,
    qualified_date,
    money(amount::double / 2)::varchar as amount_then,
    amount as amount_now
from deal_paths
where opportunity_type = 'new' and status = 'won' and amount is not null and currency = 'USD'
    and opportunity_id not in (select opportunity_id from planted_stage_regress)
    and qualified_date < date_trunc('quarter', end_day)
    and qualified_date > add_months(as_of, -18)
order by md5(concat_ws('|', seed, 'amount change', opportunity_id)), opportunity_id
limit 1;

create table opportunity_stage_history_rows as
with

entries as (
    select *, 1 as stage_no, 'Discovery' as entered_stage, created_day as entered_day
    from deal_paths
    where opportunity_type <> 'renewal'

    union all

    select *, 2, 'Evaluation', qualified_date
    from deal_paths
    where opportunity_type <> 'renewal' and qualified_date is not null

    union all

    select *, 3, 'Proposal', add_days(start_day, 0.45 * (end_day - start_day))
    from deal_paths
    where opportunity_type <> 'renewal'
        and (stage in ('Proposal', 'Negotiation') or (status <> 'open' and path_draw < 0.4))

    union all

    select *, 4, 'Negotiation', add_days(start_day, 0.75 * (end_day - start_day))
    from deal_paths
    where opportunity_type <> 'renewal'
        and (stage = 'Negotiation' or (status <> 'open' and path_draw < 0.2))

    union all

    select *, 5, stage, end_day
    from deal_paths
    where status <> 'open'

    union all

    select deal_paths.*, 6, 'Discovery', planted_stage_regress.back_day
    from deal_paths
    inner join planted_stage_regress using (opportunity_id)

    union all

    select deal_paths.*, 7, 'Evaluation', planted_stage_regress.again_day
    from deal_paths
    inner join planted_stage_regress using (opportunity_id)
)

select
    opportunity_id,
    entered_stage as stage,
    strftime(entered_day + to_hours(8 + stage_no), '%Y-%m-%dT%H:%M:%S+00:00') as entered_at,
    case
        when stage_no in (1, 2) and planted_amount_change.opportunity_id is not null
            then planted_amount_change.amount_then
        when stage_no < 5 and path_draw * 100 % 1 < 0.12
            then money(amount::double * (0.8 + 0.45 * (path_draw * 1000 % 1)))::varchar
        else amount
    end as amount,
    currency
from entries
left join planted_amount_change using (opportunity_id);

-- Interviews on recent deals, and a few that are too old. Nobody ever spoke of joining data:
-- that need state rests on no interview.
create table win_loss_interview_rows as
with

candidates as (
    select
        opportunity_rows.opportunity_id,
        opportunity_rows.account_id,
        account_rows.need,
        account_rows.need_no,
        deal_paths.close_date,
        parameters.needs,
        parameters.as_of,
        row_number() over (
            order by
                md5(concat_ws('|', parameters.seed, 'interview', opportunity_rows.opportunity_id)),
                opportunity_rows.opportunity_id
        ) as interview_no,
        uniform(parameters.seed, 'interview', opportunity_rows.opportunity_id, 'words')
            as word_draw
    from opportunity_rows
    inner join deal_paths using (opportunity_id)
    inner join account_rows on deal_paths.account_no = account_rows.account_no
    cross join parameters
    where opportunity_rows.opportunity_type = 'new' and deal_paths.status in ('won', 'lost')
        and deal_paths.close_date < parameters.as_of - 40
        and deal_paths.close_date > add_months(parameters.as_of, -17)
        and account_rows.kind = 'classified' and account_rows.need <> 'integrate_data'
)

select
    'V' || lpad(interview_no::varchar, 4, '0') as interview_id,
    account_id,
    case when word_draw < 0.9 then opportunity_id end as opportunity_id,
    need || case
        when word_draw < 0.25
            then ';' || needs[1 + need_no % (len(needs) - 1)]
        else ''
    end as need_states,
    pick(['technical_led', 'technical_led', 'finance_led', 'lob_led', null], word_draw * 10 % 1)
        as committee_shape,
    case
        when interview_no <= 40 then close_date + 10 + floor(25 * word_draw)::integer
        else add_months(close_date, -24)
    end::varchar as interview_date
from candidates
where interview_no <= 46;
