-- One row per opportunity. Won deals come from the terms; lost and open ones from draws whose
-- rates give the win rate of the cell over the last 24 months.
create table opportunity_plan as
with

won_terms as (
    select
        account_no,
        lpad(term_no::varchar, 2, '0')
        || case when life_term_no = 1 then '-N' else '-R' end as suffix,
        case when life_term_no = 1 then 'new' else 'renewal' end as opportunity_type,
        'won' as status,
        signed_date as close_date,
        annual_amount * terms.end_months / 12.0 as usd_amount,
        terms.end_months as term_months
    from (
        select terms.*, customers.term_months as end_months
        from terms
        inner join customers on terms.account_no = customers.account_no
    ) as terms
),

won_expansions as (
    select
        account_no,
        lpad(term_no::varchar, 2, '0') || '-X' as suffix,
        'expansion' as opportunity_type,
        'won' as status,
        add_days(expansion_date, -2) as close_date,
        expansion_amount as usd_amount,
        greatest(1, date_diff('month', expansion_date, end_date)) as term_months
    from terms
    where expansion_date is not null
),

churn_and_pending as (
    select
        terms.account_no,
        lpad(terms.term_no::varchar, 2, '0') || case outcome when 'running' then '-F' else '-C' end
            as suffix,
        'renewal' as opportunity_type,
        case outcome when 'running' then 'open' else 'lost' end as status,
        terms.end_date as close_date,
        terms.annual_amount * customers.term_months / 12.0 as usd_amount,
        customers.term_months
    from terms
    inner join customers on terms.account_no = customers.account_no
    where terms.outcome in ('churned', 'returns')
        or (
            terms.outcome = 'running'
            and terms.end_date <= customers.as_of + 120
            and customers.contract_style <> 'evergreen'
        )
),

pursuits as (
    select
        customers.*,
        cells.recent_lost_rate,
        cells.older_lost_rate,
        cells.first_year_acv,
        parameters.window_start
    from customers
    inner join cells on customers.cell_no = cells.cell_no
    cross join parameters
),

lost_recent as (
    select
        account_no,
        'L' || attempt_no as suffix,
        'new' as opportunity_type,
        'lost' as status,
        add_days(
            window_start,
            1 + (as_of - window_start - 1)
            * uniform(seed, 'opportunity', account_no, 'lost recent ' || attempt_no)
        ) as close_date,
        first_amount * (0.9 + 0.3 * uniform(seed, 'opportunity', account_no, 'ask ' || attempt_no))
            as usd_amount,
        12 as term_months
    from (
        select
            *,
            unnest(range(1, 1 + floor(
                recent_lost_rate + uniform(seed, 'opportunity', account_no, 'lost recent')
            )::integer)) as attempt_no
        from pursuits
        where arrival = 'prospect'
    )
),

lost_older as (
    select
        account_no,
        'K' || attempt_no as suffix,
        'new' as opportunity_type,
        'lost' as status,
        add_days(
            history_start,
            greatest(window_start - history_start, 1)
            * uniform(seed, 'opportunity', account_no, 'lost older ' || attempt_no)
        ) as close_date,
        first_amount
        * (0.8 + 0.3 * uniform(seed, 'opportunity', account_no, 'old ask ' || attempt_no))
            as usd_amount,
        12 as term_months
    from (
        select
            *,
            unnest(range(1, 1 + floor(
                older_lost_rate + uniform(seed, 'opportunity', account_no, 'lost older')
            )::integer)) as attempt_no
        from pursuits
        where arrival = 'prospect'
    )
),

open_new as (
    select
        account_no,
        'P1' as suffix,
        'new' as opportunity_type,
        'open' as status,
        add_days(as_of, 190 * uniform(seed, 'opportunity', account_no, 'open close') - 12)
            as close_date,
        first_amount as usd_amount,
        12 as term_months
    from pursuits
    where arrival = 'prospect' and uniform(seed, 'opportunity', account_no, 'open') < 0.16
),

side_expansions as (
    select
        account_no,
        case when is_open then 'Y1' else 'Z1' end as suffix,
        'expansion' as opportunity_type,
        case when is_open then 'open' else 'lost' end as status,
        case
            when is_open then add_days(as_of, 5 + 150 * day_draw)
            else add_days(
                first_start_date, 60 + day_draw * greatest(as_of - first_start_date - 61, 0)
            )
        end as close_date,
        first_amount * 0.2 as usd_amount,
        12 as term_months
    from (
        select
            *,
            uniform(seed, 'opportunity', account_no, 'side kind') < 0.3 as is_open,
            uniform(seed, 'opportunity', account_no, 'side day') as day_draw
        from pursuits
        where arrival <> 'prospect'
            and first_start_date < as_of - 90
            and uniform(seed, 'opportunity', account_no, 'side') < 0.18
    )
),

merged_records as (
    select
        account_plan.account_no,
        'K1' as suffix,
        'new' as opportunity_type,
        'lost' as status,
        add_days(
            history_start, uniform(seed, 'opportunity', account_plan.account_no, 'merged') * 300
        ) as close_date,
        cells.first_year_acv * 0.8 as usd_amount,
        12 as term_months
    from account_plan
    inner join cells on account_plan.cell_no = cells.cell_no
    cross join parameters
    where account_plan.kind = 'merged'
),

all_deals as (
    select * from won_terms
    union all
    select * from won_expansions
    union all
    select * from churn_and_pending
    union all
    select * from lost_recent
    union all
    select * from lost_older
    union all
    select * from open_new
    union all
    select * from side_expansions
    union all
    select * from merged_records
),

drawn as (
    select
        all_deals.*,
        all_deals.account_no || all_deals.suffix as draw_key,
        'O' || lpad(all_deals.account_no::varchar, 7, '0') || '-' || all_deals.suffix
            as opportunity_id,
        parameters.seed,
        parameters.as_of,
        greatest(
            5,
            round(
                cells.cycle_days
                * case all_deals.opportunity_type
                    when 'new' then 1.0 when 'expansion' then 0.5 else 0.6
                end
                * exp(0.45 * standard_normal(
                    uniform(parameters.seed, 'opportunity', draw_key, 'cycle')
                ))
            )
        )::integer as cycle_days,
        uniform(parameters.seed, 'opportunity', draw_key, 'meeting') as meeting_draw,
        uniform(parameters.seed, 'opportunity', draw_key, 'created') as created_draw
    from all_deals
    inner join account_plan on all_deals.account_no = account_plan.account_no
    inner join cells on account_plan.cell_no = cells.cell_no
    cross join parameters
),

-- An open deal was met before the as-of date even when it is expected to close much later.
dated as (
    select
        *,
        case
            when status = 'open'
                then least(close_date - cycle_days, add_days(as_of, -3 - 40 * created_draw))
            else close_date - cycle_days
        end as meeting_day
    from drawn
)

select
    * exclude (meeting_day),
    case
        when meeting_draw < 0.03 then meeting_day + 2
        else add_days(meeting_day, -14 * created_draw)
    end as created_day,
    case when meeting_draw < 0.93 then meeting_day end as first_meeting_date,
    case
        when status <> 'open' or meeting_draw < 0.6
            then least(add_days(meeting_day, 2 + created_draw * 12), meeting_day + cycle_days)
    end as qualified_date
from dated;

create table account_opportunities as
select
    account_no,
    min(created_day) as first_created_day,
    count(*) as opportunities
from opportunity_plan
group by account_no;
