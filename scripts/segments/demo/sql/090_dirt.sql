-- Faulty rows, beside the planted ones. Every row has one fault and a key of its own that starts
-- with 9, except the identical duplicates, which repeat a good row. `dirt_plan` says how many.
create table dirt_numbers as
select
    entity,
    kind,
    unnest(range(1, copies + 1)) as k,
    kind_no,
    '9' || lpad(kind_no::varchar, 2, '0') as stem
from dirt_plan;

create table account_dirt as
with

faulty as (
    select
        *,
        'A' || stem || lpad(k::varchar, 4, '0') as key
    from dirt_numbers
    where entity = 'accounts' and kind not in ('short_row', 'duplicate_identical')
),

copies as (
    select
        *,
        unnest(
            case when kind in ('duplicate_conflict', 'parent_cycle') then [1, 2] else [1] end
        ) as copy_no
    from faulty
)

select
    case when kind = 'parent_cycle' then key || '-' || copy_no else key end as account_id,
    case
        when kind <> 'missing_required'
            then 'Faulty record ' || stem || ' ' || k
                || case when kind = 'duplicate_conflict' and copy_no = 2 then ' renamed' else '' end
    end as account_name,
    case when kind = 'parent_cycle' then key || '-' || (3 - copy_no) end as parent_account_id,
    'Retail' as industry,
    case kind
        when 'money_decimal_comma' then '1.200,50'
        when 'money_percent' then ' 12% '
        when 'money_three_decimals' then '1200.505'
        else '1200.50'
    end as annual_revenue_amount,
    'USD' as annual_revenue_currency,
    'US' as country_code,
    case kind
        when 'impossible_date' then '2024-02-30T09:00:00+00:00'
        when 'future_date' then strftime(as_of + 40, '%Y-%m-%dT09:00:00+00:00')
        else strftime(history_start, '%Y-%m-%dT09:00:00+00:00')
    end as created_at,
    'false' as is_deleted,
    copy_no
from copies
cross join parameters;

create table opportunity_dirt as
with

faulty as (
    select
        *,
        'O' || stem || lpad(k::varchar, 4, '0') as key,
        account_key(1 + (k * 7919 + kind_no * 104729) % accounts) as some_account_id
    from dirt_numbers
    cross join parameters
    where entity = 'opportunities' and kind not in ('short_row', 'duplicate_identical')
),

copies as (
    select *, unnest(case when kind = 'duplicate_conflict' then [1, 2] else [1] end) as copy_no
    from faulty
)

select
    key as opportunity_id,
    case kind
        when 'unmatched_account' then 'A9990001'
        when 'unassigned_account' then null
        when 'duplicate_conflict' then 'A9990002'
        else some_account_id
    end as account_id,
    case when kind = 'value_not_allowed' then 'upsell' else 'new' end as opportunity_type,
    case
        when kind = 'money_decimal_comma' then '1.200,50'
        when kind = 'money_percent' then ' 12% '
        when kind = 'money_three_decimals' then '1200.505'
        when kind = 'duplicate_conflict' and copy_no = 2 then '9900.00'
        else '9600.00'
    end as amount,
    case kind when 'no_fx_rate' then 'ZWL' when 'amount_without_currency' then null else 'USD' end
        as currency,
    '12' as term_months,
    case
        when kind = 'missing_required' then null
        when kind = 'unassigned_account' then 'open'
        when kind in ('won_without_close_date', 'future_date', 'duplicate_conflict') then 'won'
        else 'lost'
    end as status,
    strftime(as_of - 300, '%Y-%m-%dT09:00:00+00:00') as created_at,
    case kind
        when 'impossible_date' then '2024-02-30'
        when 'won_without_close_date' then null
        when 'closed_before_created' then (as_of - 330)::varchar
        when 'future_date' then (as_of + 40)::varchar
        when 'unassigned_account' then (as_of + 60)::varchar
        else (as_of - 200)::varchar
    end as close_date,
    copy_no
from copies;

create table contract_line_dirt as
with

faulty as (
    select
        *,
        'L' || stem || lpad(k::varchar, 4, '0') as key,
        account_key(1 + (k * 6007 + kind_no * 92821) % accounts) as some_account_id
    from dirt_numbers
    cross join parameters
    where entity = 'contract_lines' and kind not in ('short_row', 'duplicate_identical')
),

copies as (
    select *, unnest(case when kind = 'duplicate_conflict' then [1, 2] else [1] end) as copy_no
    from faulty
)

select
    key as contract_line_id,
    'C' || stem || lpad(k::varchar, 4, '0') as contract_id,
    case kind
        when 'unmatched_account' then 'A9990001'
        when 'duplicate_conflict' then 'A9990002'
        else some_account_id
    end as account_id,
    'Platform' as product_line,
    case when kind = 'value_not_allowed' then 'gift' else 'recurring' end as charge_type,
    case
        when kind = 'money_decimal_comma' then '1.200,50'
        when kind = 'money_percent' then ' 12% '
        when kind = 'money_three_decimals' then '1200.505'
        when kind = 'duplicate_conflict' and copy_no = 2 then '9900.00'
        else '9600.00'
    end as amount,
    case when kind <> 'amount_without_period' then 'year' end as amount_period,
    case kind when 'no_fx_rate' then 'ZWL' when 'amount_without_currency' then null else 'USD' end
        as currency,
    case kind
        when 'missing_required' then null
        when 'future_date' then (as_of + 40)::varchar
        else (as_of - 200)::varchar
    end as signed_date,
    (as_of - 190)::varchar as live_date,
    case when kind = 'impossible_date' then '2024-02-30' else (as_of - 190)::varchar end
        as start_date,
    case when kind = 'end_before_start' then (as_of - 220)::varchar else (as_of + 174)::varchar end
        as end_date,
    'false' as auto_renews,
    copy_no
from copies;
