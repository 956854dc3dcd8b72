-- One row per contract line. Slots of a term: B1.. base (one per ramp year), M module, X expansion,
-- S implementation, T training, U usage.
create table contract_line_plan as
with

signed_terms as (
    select
        terms.*,
        customers.* exclude (account_no),
        lag(terms.closing_ramp_year) over (
            partition by terms.account_no order by terms.term_no
        ) as previous_ramp_year
    from terms
    inner join customers on terms.account_no = customers.account_no
),

base_lines as (
    select
        *,
        'B' || ramp_year as slot,
        'recurring' as charge_type,
        'Platform' as product_line,
        annual_amount * (1 + 0.06 * (ramp_year - 1)) * case when has_module then 0.75 else 1 end
            as line_amount,
        add_months(start_date, 12 * (ramp_year - 1)) as line_start,
        case
            when ramp_year < closing_ramp_year
                then add_days(add_months(start_date, 12 * ramp_year), -1)
            else end_date
        end as line_end,
        signed_date as line_signed,
        case when ramp_year = 1 and life_term_no > 1 then 'B' || previous_ramp_year end
            as renewed_slot
    from (
        select
            *,
            unnest(range(1, closing_ramp_year + 1)) as ramp_year
        from signed_terms
    )
),

module_lines as (
    select
        *,
        'M' as slot,
        'recurring' as charge_type,
        'Analytics' as product_line,
        annual_amount * 0.25 as line_amount,
        start_date as line_start,
        end_date as line_end,
        signed_date as line_signed,
        case when life_term_no > 1 then 'M' end as renewed_slot
    from signed_terms
    where has_module
),

expansion_lines as (
    select
        *,
        'X' as slot,
        'recurring' as charge_type,
        'Integrations' as product_line,
        expansion_amount as line_amount,
        expansion_date as line_start,
        end_date as line_end,
        add_days(expansion_date, -2) as line_signed,
        null as renewed_slot
    from signed_terms
    where expansion_date is not null
),

implementation_lines as (
    select
        *,
        'S' as slot,
        'one_time' as charge_type,
        'Implementation' as product_line,
        annual_amount * 0.12 as line_amount,
        start_date as line_start,
        add_days(start_date, 30) as line_end,
        signed_date as line_signed,
        null as renewed_slot
    from signed_terms
    where term_no = 1 and uniform(seed, 'account', account_no, 'implementation') < 0.5
),

training_lines as (
    select
        *,
        'T' as slot,
        'services' as charge_type,
        'Training' as product_line,
        annual_amount * 0.05 as line_amount,
        start_date as line_start,
        add_days(start_date, 60) as line_end,
        signed_date as line_signed,
        null as renewed_slot
    from signed_terms
    where uniform(seed, 'term', account_no || '.' || term_no, 'training') < 0.12
),

usage_lines as (
    select
        *,
        'U' as slot,
        'usage' as charge_type,
        'Data volume' as product_line,
        annual_amount * 0.08 as line_amount,
        start_date as line_start,
        end_date as line_end,
        signed_date as line_signed,
        null as renewed_slot
    from signed_terms
    where has_usage
),

all_lines as (
    select * exclude (ramp_year) from base_lines
    union all
    select * from module_lines
    union all
    select * from expansion_lines
    union all
    select * from implementation_lines
    union all
    select * from training_lines
    union all
    select * from usage_lines
),

timed as (
    select
        *,
        lpad(account_no::varchar, 7, '0') || '-' || lpad(term_no::varchar, 2, '0') as term_key,
        case
            when charge_type in ('one_time', 'services') then 'term'
            when charge_type = 'usage' then 'month'
            when (slot = 'X' or closing_ramp_year > 1) and amount_period = 'term' then 'year'
            else amount_period
        end as line_period,
        case when currency = 'EUR' then eur_base when currency = 'GBP' then gbp_base else 1 end
            as base_rate,
        uniform(seed, 'line', account_no || '.' || term_no, 'live') as live_draw
    from all_lines
    cross join currency_bases
)

select
    account_no,
    term_no,
    slot,
    charge_type,
    'L' || term_key || '-' || slot as contract_line_id,
    'C' || term_key as contract_id,
    case
        when slot = 'X' then 'O' || term_key || '-X'
        when life_term_no = 1 then 'O' || term_key || '-N'
        else 'O' || term_key || '-R'
    end as opportunity_id,
    product_line,
    -- Metered usage that finance bills in arrears has no amount yet.
    case
        when charge_type <> 'usage' or live_draw >= 0.05
            then money(
                line_amount / base_rate * case line_period
                    when 'month' then 1 / 12.0
                    when 'quarter' then 0.25
                    when 'year' then 1
                    else case when charge_type = 'recurring' then term_months / 12.0 else 1 end
                end
            )
    end as amount,
    line_period as amount_period,
    currency,
    line_signed as signed_date,
    case
        when slot <> 'X' and term_no > 1 then line_start
        when line_signed > as_of - 75 and live_draw < 0.55 then null
        when live_draw > 0.85 then add_days(line_start, (live_draw - 0.85) * 160)
        else line_start
    end as live_date,
    line_start as start_date,
    -- An evergreen line is open until its price changes or the account leaves.
    case when contract_style = 'evergreen' and line_end >= as_of
        and charge_type in ('recurring', 'usage') then null else line_end end as end_date,
    contract_style = 'auto_renewing' and charge_type = 'recurring' as auto_renews,
    case
        when renewed_slot is not null
            then 'L' || lpad(account_no::varchar, 7, '0') || '-'
                || lpad((term_no - 1)::varchar, 2, '0') || '-' || renewed_slot
    end as renewed_from_line_id
from timed;
