-- One row per account and contract term. Each step reads the term before it and draws what
-- happens at its end: renewed, churned for good, or back after a gap. Amounts are USD a year.
create table terms as
with recursive

walk as (
    select
        account_no,
        0 as term_no,
        0 as life_no,
        0 as life_term_no,
        'returns' as outcome,
        null::date as signed_date,
        null::date as start_date,
        null::date as end_date,
        0.0::double as annual_amount,
        null::date as expansion_date,
        0.0::double as expansion_amount,
        1 as closing_ramp_year,
        first_start_date as next_start_date,
        first_amount::double as next_amount
    from customers
    where arrival <> 'prospect'

    union all

    select
        account_no,
        term_no,
        life_no,
        life_term_no,
        outcome,
        signed_date,
        start_date,
        end_date,
        annual_amount,
        expansion_date,
        expansion_amount,
        closing_ramp_year,
        add_days(end_date, 1 + gap_days) as next_start_date,
        list_price((closing_amount + expansion_amount) * price_factor) as next_amount
    from (
        select
            *,
            case
                when is_expanding then list_price(annual_amount * expansion_share) else 0.0
            end as expansion_amount,
            case when is_expanding then expansion_day end as expansion_date,
            case
                when end_date >= as_of then 'running'
                when churn_draw >= 1 - (1 - annual_churn) ** (term_months / 12.0) then 'renewed'
                when return_draw < 0.16 and end_date + 1 + return_gap_days <= as_of then 'returns'
                else 'churned'
            end as outcome,
            case
                when churn_draw >= 1 - (1 - annual_churn) ** (term_months / 12.0) then 0
                else return_gap_days
            end as gap_days
        from (
            select
                *,
                add_days(add_months(start_date, term_months), -1) as end_date,
                annual_amount * (1 + 0.06 * (closing_ramp_year - 1)) as closing_amount,
                term_months >= 12
                and expansion_draw < 1 - (1 - expansion_rate) ** (term_months / 12.0)
                and expansion_day <= as_of - 3 as is_expanding
            from (
                select
                    walk.account_no,
                    walk.term_no + 1 as term_no,
                    walk.life_no + (walk.outcome = 'returns')::integer as life_no,
                    case when walk.outcome = 'returns' then 1 else walk.life_term_no + 1 end
                        as life_term_no,
                    walk.next_start_date as start_date,
                    walk.next_amount as annual_amount,
                    case
                        when walk.term_no = 0 then customers.first_signed_date
                        else add_days(
                            walk.next_start_date,
                            -8 - 40 * uniform(seed, 'term', draw_key, 'signed')
                        )
                    end as signed_date,
                    case
                        when customers.is_ramp and walk.term_no = 0 then term_months // 12
                        else 1
                    end as closing_ramp_year,
                    add_months(
                        walk.next_start_date,
                        2 + floor(
                            uniform(seed, 'term', draw_key, 'expansion month')
                            * greatest(term_months - 4, 1)
                        )
                    ) as expansion_day,
                    expansion_size * (0.4 + 1.2 * uniform(seed, 'term', draw_key, 'expansion size'))
                        as expansion_share,
                    uniform(seed, 'term', draw_key, 'expansion') as expansion_draw,
                    uniform(seed, 'term', draw_key, 'churn') as churn_draw,
                    uniform(seed, 'term', draw_key, 'return') as return_draw,
                    case
                        when uniform(seed, 'term', draw_key, 'gap kind') < 0.5
                            then 12 + floor(uniform(seed, 'term', draw_key, 'gap') * 76)::integer
                        else 110 + floor(uniform(seed, 'term', draw_key, 'gap') * 260)::integer
                    end as return_gap_days,
                    case
                        when uniform(seed, 'term', draw_key, 'price kind') < downgrade_rate
                            then 0.55 + 0.3 * uniform(seed, 'term', draw_key, 'price')
                        else 1.0 + 0.05 * uniform(seed, 'term', draw_key, 'price')
                    end as price_factor,
                    term_months,
                    annual_churn,
                    expansion_rate,
                    as_of
                from (
                    select
                        *,
                        account_no || '.' || (term_no + 1) as draw_key
                    from walk
                    where outcome in ('renewed', 'returns')
                ) as walk
                inner join customers on walk.account_no = customers.account_no
            )
        )
    )
)

select * exclude (next_start_date, next_amount)
from walk
where term_no > 0;
