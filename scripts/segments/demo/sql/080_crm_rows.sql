-- Needs are recorded so that an undeclared account resolves to its own cell: its first two deals
-- carry its need, and at most one later deal carries another.
create table opportunity_rows as
with

ranked as (
    select
        opportunity_plan.*,
        account_rows.need,
        account_rows.need_no,
        account_rows.gap,
        account_rows.kind,
        account_rows.declared_need_state,
        account_rows.owner_id as account_owner_id,
        customers.currency,
        parameters.needs,
        case
            when opportunity_plan.opportunity_type = 'expansion' then opportunity_plan.account_no
        end as expanding_account_no,
        customers.contract_style,
        row_number() over (
            partition by opportunity_plan.account_no
            order by opportunity_plan.created_day, opportunity_plan.opportunity_id
        ) as deal_no,
        uniform(parameters.seed, 'deal', opportunity_plan.opportunity_id, 'need') as need_draw,
        uniform(parameters.seed, 'deal', opportunity_plan.opportunity_id, 'amount') as amount_draw,
        uniform(parameters.seed, 'deal', opportunity_plan.opportunity_id, 'words') as word_draw
    from opportunity_plan
    inner join account_rows on opportunity_plan.account_no = account_rows.account_no
    left join customers on opportunity_plan.account_no = customers.account_no
    cross join parameters
),

other_needs as (
    select
        *,
        coalesce(currency, 'USD') as deal_currency,
        needs[1 + (need_no + floor(need_draw * 100 % 1 * (len(needs) - 1))::integer) % len(needs)]
            as other_need,
        amount_draw >= case when status = 'won' then 0.005 else 0.04 end as has_amount
    from ranked
)

select
    other_needs.opportunity_id,
    account_key(coalesce(merges.account_no, other_needs.account_no)) as account_id,
    case when amount_draw * 1000 % 1 < 0.004 and opportunity_type <> 'new' then null
        else opportunity_type end as opportunity_type,
    pick(['field', 'inside', 'inside', 'partner', 'self-serve', null], word_draw) as sales_motion,
    case opportunity_type
        when 'expansion' then 'Integrations'
        else pick(['Platform', 'Platform', 'Platform', 'Analytics', null], word_draw * 10 % 1)
    end as product_line,
    case
        when has_amount
            then money(
                usd_amount / case deal_currency
                    when 'EUR' then eur_base when 'GBP' then gbp_base else 1 end
            )::varchar
    end as amount,
    case when has_amount then deal_currency end as currency,
    term_months::varchar as term_months,
    case
        when status = 'won' then 'Closed won'
        when status = 'lost' then 'Closed lost'
        when qualified_date is null then 'Discovery'
        else pick(['Evaluation', 'Proposal', 'Negotiation'], word_draw * 1000 % 1)
    end as stage,
    status,
    working_moment(created_day, amount_draw) as created_at,
    qualified_date::varchar as qualified_date,
    first_meeting_date::varchar as first_meeting_date,
    close_date::varchar as close_date,
    pick(['inbound', 'outbound', 'event', 'referral', 'partner', null], word_draw * 10000 % 1)
        as lead_source,
    case
        when kind = 'merged' or gap in ('unknown_need', 'unbanded_unknown_need') then null
        when declared_need_state is not null
            then case when need_draw < 0.62 then need when need_draw < 0.72 then other_need end
        when deal_no <= 2 then need
        when deal_no = 3 then case when need_draw < 0.4 then other_need end
        else case when need_draw < 0.7 then need end
    end as need_state,
    case
        when status = 'lost'
            then pick(['price', 'no decision', 'competitor', 'missing feature', 'timing', null],
                amount_draw * 100 % 1)
    end as loss_reason,
    account_owner_id as owner_id,
    case when word_draw < 0.2 then 'true' when word_draw < 0.25 then 'false' end
        as is_segment_confirmed
from other_needs
left join merges on other_needs.expanding_account_no = merges.survivor_no
cross join currency_bases;

create table contract_line_rows as
select
    contract_line_id,
    contract_id,
    account_key(coalesce(merges.account_no, contract_lines.account_no)) as account_id,
    opportunity_id,
    product_line,
    charge_type,
    amount::varchar as amount,
    amount_period,
    currency,
    signed_date::varchar as signed_date,
    live_date::varchar as live_date,
    start_date::varchar as start_date,
    end_date::varchar as end_date,
    case when auto_renews then 'true' when slot <> 'U' then 'false' end as auto_renews,
    renewed_from_line_id
from (
    select
        *,
        case when slot = 'X' then account_no end as expanding_account_no
    from contract_line_plan
) as contract_lines
left join merges on contract_lines.expanding_account_no = merges.survivor_no;

create table user_rows as
select
    'U' || lpad(n::varchar, 3, '0') as user_id,
    pick(['Ada', 'Bela', 'Chidi', 'Dana', 'Emil', 'Farah', 'Goran', 'Hana', 'Ines', 'Jonas'],
        (n * 7 % 10) / 10.0) || ' '
    || pick(['Abbott', 'Berg', 'Castro', 'Dietrich', 'Eriksen', 'Farrow', 'Gupta', 'Haddad'],
        (n * 5 % 8) / 8.0) as user_name,
    'canary-' || lpad(n::varchar, 3, '0') || '@example.invalid' as email,
    case
        when n <= 16 then 'sales'
        when n <= 22 then 'marketing'
        when n <= 27 then 'finance'
        when n <= 32 then 'revenue_operations'
        when n <= 38 then 'customer_success'
        else 'it'
    end as function,
    case when n <= 16 then 'Team ' || (1 + n % 4) end as team,
    case when n in (12, 31) then 'false' else 'true' end as is_active
from range(1, 41) as numbers (n);

-- Drift without a seed: one rate per currency and month, valid from the first of the month.
create table fx_rate_rows as
select
    currency,
    rate_date::varchar as rate_date,
    cast(
        base_rate * (1 + 0.05 * sin(month_no / 7.0 + phase) + 0.015 * sin(month_no / 2.3))
        as decimal(12, 4)
    )::varchar as rate
from (
    select
        currency,
        base_rate,
        phase,
        month_no,
        add_months(date_trunc('month', history_start), month_no - 24) as rate_date
    from parameters
    cross join range(0, parameters.months + 24) as numbers (month_no)
    cross join (
        select 'EUR' as currency, eur_base as base_rate, 0.0 as phase from currency_bases
        union all
        select 'GBP', gbp_base, 1.3 from currency_bases
    )
);
