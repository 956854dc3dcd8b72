-- Who can be reached. Every twentieth account of a cell has nobody to contact, so that the viable
-- accounts of a cell are an exact number; the cell with exactly 200 is reachable whole. A child
-- follows its parent, so that nobody reaches an unreachable family through a child.
create table account_reach as
select
    account_plan.account_no,
    plan_cells.unreachable_step = 0
    or (account_plan.like_position - plan_cells.from_position) % plan_cells.unreachable_step
    <> plan_cells.unreachable_step // 2 as is_reachable
from account_plan
inner join plan_cells on account_plan.cell_no = plan_cells.cell_no;

create table contact_rows as
with

people as (
    select
        account_rows.account_no,
        account_rows.account_id,
        account_rows.created_at::date as account_created_day,
        account_reach.is_reachable,
        parameters.seed,
        parameters.as_of,
        unnest(range(1, 1 + case
            when is_reachable then 1 + floor(2.2 * people_draw)::integer
            when people_draw < 0.34 then 0
            else 1
        end)) as person_no
    from (
        select
            account_rows.*,
            uniform(seed, 'account', account_no, 'people') as people_draw
        from account_rows
        cross join parameters
        where kind <> 'merged'
    ) as account_rows
    inner join account_reach on account_rows.account_no = account_reach.account_no
    cross join parameters
),

drawn as (
    select
        *,
        lpad(account_no::varchar, 7, '0') || '-' || person_no as person_key,
        uniform(seed, 'contact', person_key, 'work') as work_draw,
        uniform(seed, 'contact', person_key, 'reach') as reach_draw,
        uniform(seed, 'contact', person_key, 'created') as created_draw
    from people
),

employed as (
    select
        *,
        pick(['finance', 'it', 'it', 'operations', 'operations', 'legal', null], work_draw)
            as function,
        pick(['c_level', 'vice_president', 'director', 'director', 'manager', 'manager', null],
            work_draw * 100 % 1) as seniority
    from drawn
)

select
    account_no,
    person_no,
    'P' || person_key as contact_id,
    account_id,
    'canary-p' || person_key || '@example.invalid' as email,
    case
        when function is not null and seniority is not null
            then replace(seniority, '_', ' ') || ', ' || function
    end as title,
    function,
    seniority,
    case
        when is_reachable and (person_no = 1 or reach_draw < 0.7) then 'true'
        when is_reachable or reach_draw < 0.6 then 'false'
        when reach_draw >= 0.8 then 'true'
    end as is_contactable,
    case
        when created_draw >= 0.3
            then working_moment(
                add_days(
                    account_created_day,
                    (created_draw - 0.3) / 0.7 * (as_of - account_created_day)
                ),
                work_draw
            )
    end as created_at,
    case
        when not is_reachable and reach_draw >= 0.8 then 'true'
        when reach_draw < 0.9 then 'false'
    end as is_deleted
from employed;

-- Planted: the larger the first deal, the more meetings in the 80 days before it was created; and a
-- handover after it was won, so that a count over the whole life of the account knows who won.
create table deal_meetings as
with

first_deals as (
    select
        *,
        least(3, greatest(0, floor(
            (ln(usd_amount) - 9) / 1.5
            + 3 * uniform(parameters.seed, 'deal', opportunity_id, 'courtship')
        )))::integer as courtship_count
    from opportunity_plan
    cross join (select seed, as_of from parameters) as parameters
    where opportunity_type = 'new'
    qualify row_number() over (
        partition by account_no order by created_day, opportunity_id
    ) = 1
),

meetings as (
    select
        *,
        unnest(range(1, 1 + courtship_count)) as meeting_no,
        'before' as phase
    from first_deals
    where status in ('won', 'lost')

    union all

    select
        *,
        unnest(range(5, 7)) as meeting_no,
        'after' as phase
    from first_deals
    where status = 'won'
),

dated as (
    select
        *,
        uniform(seed, 'deal', opportunity_id, 'meeting ' || meeting_no) as meeting_draw
    from meetings
)

select
    opportunity_id,
    account_no,
    meeting_no,
    meeting_draw,
    case phase
        when 'before' then add_days(created_day, -1 - 79 * meeting_draw)
        else add_days(close_date, 1 + 40 * meeting_draw)
    end as meeting_day
from dated
where case phase when 'after' then close_date + 41 < as_of else true end;

-- Touches of the last 15 months on a third of the accounts; some name only the deal.
create table activity_rows as
with

touched as (
    select
        account_rows.account_no,
        account_rows.account_id,
        account_rows.owner_id,
        first_deals.opportunity_id,
        parameters.seed,
        parameters.as_of,
        unnest(range(1, 2 + floor(5 * uniform(seed, 'account', account_no, 'touches'))::integer))
            as touch_no
    from account_rows
    left join (
        select account_id, min(opportunity_id) as opportunity_id
        from opportunity_rows
        group by account_id
    ) as first_deals on account_rows.account_id = first_deals.account_id
    cross join parameters
    where account_rows.kind in ('classified', 'unclassified', 'child')
        and uniform(parameters.seed, 'account', account_rows.account_no, 'touched') < 0.35
),

drawn as (
    select
        *,
        lpad(account_no::varchar, 7, '0') || '-' || touch_no as touch_key,
        uniform(seed, 'activity', touch_key, 'kind') as kind_draw,
        uniform(seed, 'activity', touch_key, 'day') as day_draw,
        pick(['call', 'meeting', 'email', 'email', 'event'], kind_draw) as kind
    from touched
)

select
    'T' || touch_key as activity_id,
    case
        when drawn.opportunity_id is null or kind_draw * 1000 % 1 >= 0.1 then drawn.account_id
    end as account_id,
    case when kind_draw * 1000 % 1 < 0.25 then drawn.opportunity_id end as opportunity_id,
    contact_rows.contact_id,
    drawn.owner_id as user_id,
    drawn.kind as activity_type,
    case
        when drawn.kind = 'email' and kind_draw * 100 % 1 < 0.5 then 'true'
        when kind_draw * 100 % 1 < 0.8 then 'false'
    end as is_automated,
    working_moment(add_days(drawn.as_of, -455 * day_draw), kind_draw) as occurred_at,
    pick(['expansion', 'new logo', 'renewal', null, null, null, null], day_draw * 1000 % 1) as play
from drawn
left join contact_rows
    on drawn.account_no = contact_rows.account_no and contact_rows.person_no = 1
union all
select
    'M' || substr(deal_meetings.opportunity_id, 2) || '-' || meeting_no,
    account_rows.account_id,
    null,
    null,
    account_rows.owner_id,
    'meeting',
    'false',
    working_moment(meeting_day, meeting_draw),
    null
from deal_meetings
inner join account_rows on deal_meetings.account_no = account_rows.account_no
where account_rows.kind <> 'merged';
