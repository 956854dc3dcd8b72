-- A merged record keeps part of its survivor's deals; every tenth one was merged twice.
create table merges as
select
    merged.account_no,
    case
        when merged.kind_no % 10 = 0 then previous.account_no
        else survivor.account_no
    end as merged_into_no,
    case when merged.kind_no % 10 <> 0 then survivor.account_no end as survivor_no
from account_plan as merged
inner join account_plan as survivor
    on survivor.kind = 'classified' and survivor.position = merged.like_position
left join account_plan as previous
    on previous.kind = 'merged' and previous.kind_no = merged.kind_no - 1
where merged.kind = 'merged';

create table families as
select
    children.account_no,
    parents.account_no as parent_no
from account_plan as children
inner join account_plan as parents on children.like_position = parents.position
where children.kind = 'child' and parents.kind = 'classified';

-- Declared on enough accounts to come to the planted share; whoever has no opportunity must be.
create table declaration as
select
    greatest(0.2, (parameters.declared_share * count(*) - count(*) filter (opportunities is null))
    / greatest(count(opportunities), 1)) as declared_rate
from account_plan
left join account_opportunities on account_plan.account_no = account_opportunities.account_no
cross join parameters
group by parameters.declared_share;

create table account_rows as
with

drawn as (
    select
        account_plan.*,
        cells.* exclude (cell_no, accounts),
        parameters.* exclude (accounts),
        customers.arrival,
        customers.country_code,
        customers.currency,
        customers.first_start_date,
        account_opportunities.first_created_day,
        account_opportunities.opportunities,
        declaration.declared_rate,
        merges.merged_into_no,
        families.parent_no,
        coalesce(customers.arrival, 'prospect') <> 'prospect' as is_customer,
        account_plan.account_no::varchar as id
    from account_plan
    inner join cells on account_plan.cell_no = cells.cell_no
    left join customers on account_plan.account_no = customers.account_no
    left join account_opportunities on account_plan.account_no = account_opportunities.account_no
    left join merges on account_plan.account_no = merges.account_no
    left join families on account_plan.account_no = families.account_no
    cross join parameters
    cross join declaration
),

valued as (
    select
        *,
        least(
            upper_employees - 1,
            floor(smallest_employees * (upper_employees::double / smallest_employees)
                ** uniform(seed, 'account', id, 'employees'))
        )::integer as employees,
        uniform(seed, 'account', id, 'first word') as name_draw,
        uniform(seed, 'account', id, 'legal form') as form_draw,
        uniform(seed, 'account', id, 'declared') as declared_draw,
        uniform(seed, 'account', id, 'revenue') as revenue_draw,
        uniform(seed, 'account', id, 'naics') as naics_draw,
        uniform(seed, 'account', id, 'industry') as industry_draw,
        uniform(seed, 'account', id, 'maturity') as maturity_draw,
        uniform(seed, 'account', id, 'regulation') as regulation_draw,
        uniform(seed, 'account', id, 'style of decision') as decision_draw,
        uniform(seed, 'account', id, 'growth') as growth_draw,
        -- Some records are typed in after the first deal or contract.
        case
            when first_created_day is null
                then add_days(
                    history_start,
                    -500 + uniform(seed, 'account', id, 'created') * (as_of - history_start + 480)
                )
            when uniform(seed, 'account', id, 'typed late') < 0.02
                then least(first_created_day + 150, as_of)
            else add_days(first_created_day, -2 - 120 * uniform(seed, 'account', id, 'created'))
        end as created_day
    from drawn
),

worded as (
    select
        *,
        pick(
            ['Alder', 'Beacon', 'Cedar', 'Delta', 'Ember', 'Falcon', 'Granite', 'Harbor', 'Iris',
                'Juniper', 'Kestrel', 'Lumen', 'Meridian', 'Northwind', 'Oakfield', 'Pioneer',
                'Quarry', 'Ridgeline', 'Summit', 'Tidewater', 'Umber', 'Vertex', 'Westbrook',
                'Yarrow', 'Zenith', 'Brücke', 'Étoile', 'Nørre', 'Peñasco', 'Sørland'],
            name_draw
        ) as first_word,
        pick(
            ['Logistics', 'Systems', 'Foods', 'Health', 'Energy', 'Partners', 'Works', 'Labs',
                'Materials', 'Insurance', 'Retail', 'Networks', 'Mobility', 'Instruments',
                'Chemicals', 'Media', 'Packaging', 'Analytics', 'Pharma', 'Aviation'],
            uniform(seed, 'account', id, 'second word')
        ) as second_word
    from valued
)

select
    account_no,
    kind,
    cell_no,
    gap,
    need,
    list_position(needs, need) as need_no,
    account_key(account_no) as account_id,
    first_word || ' ' || second_word
    || case
        when form_draw < 0.30 then ''
        when form_draw < 0.55 then ', Inc.'
        when form_draw < 0.75 then ' Ltd'
        when form_draw < 0.90 then ' GmbH'
        when form_draw < 0.97 then ' & Sons'
        else ' "Group"'
    end as account_name,
    case
        when uniform(seed, 'account', id, 'domain') < 0.93
            then lower(second_word) || '-' || account_no || '.example'
    end as domain,
    case when kind = 'child' then account_key(parent_no) end as parent_account_id,
    account_key(merged_into_no) as merged_into_account_id,
    case
        when industry_draw < 0.05 then null
        when industry_draw < 0.07 then 'Unknown'
        when need = 'prove_compliance' and industry_draw < 0.55
            then pick(['Healthcare', 'Financial Services'], industry_draw * 100 % 1)
        else pick(
            ['Software', 'Manufacturing', 'Healthcare', 'Financial Services', 'Retail', 'Logistics',
                'Energy'],
            industry_draw * 1000 % 1
        )
    end as industry,
    case
        when naics_draw < 0.54
            then pick(
                ['511210', '334', '3254', '522110', '44', '488510', '221122', '541511', '62',
                    '3339'],
                naics_draw / 0.54
            )
        when naics_draw < 0.57 then 'n/a'
        when naics_draw < 0.59 then '-'
    end as naics_code,
    case
        when gap in ('unbanded', 'unbanded_unknown_need')
            then case when kind_no % 20 < 6 then pick(['unknown', 'n/a', 'TBD'], name_draw) end
        else employees::varchar
    end as employee_count,
    case
        when revenue_draw < 0.82
            then money(
                round(
                    employees::double * 150000
                    * exp(0.5 * standard_normal(revenue_draw / 0.82)),
                    -3
                )
            )::varchar
    end as annual_revenue_amount,
    case when revenue_draw < 0.60 then coalesce(currency, 'USD') end as annual_revenue_currency,
    case when uniform(seed, 'account', id, 'country known') < 0.97 then country_code end
        as country_code,
    case
        when uniform(seed, 'account', id, 'region known') < 0.92
            then case when country_code in ('US', 'CA') then 'North America'
                when country_code = 'GB' then 'United Kingdom' else 'Continental Europe' end
    end as region,
    pick(
        ['private', 'private', 'private', 'public', 'public', 'government', 'nonprofit', null,
            'unknown'],
        uniform(seed, 'account', id, 'ownership')
    ) as ownership,
    -- Seven of every ten positions, in groups whose sizes are multiples of ten: exactly 70 %.
    case
        when kind_no % 10 < 7
            then (
                1950 + floor(74 * uniform(seed, 'account', id, 'founded') ** 0.6)::integer
            )::varchar
    end as founded_year,
    case
        when growth_draw < 0.11 then null
        when growth_draw < 0.13 then 'tbd'
        when growth_draw < case need when 'scale_operations' then 0.70 else 0.40 end
            then 'expanding'
        when growth_draw < 0.85 then 'steady'
        else 'restructuring'
    end as growth_stage,
    case
        when decision_draw < 0.17 then null
        when decision_draw < 0.19 then 'not specified'
        when decision_draw < case when is_customer then 0.58 else 0.44 end then 'executive'
        when decision_draw < 0.78 then 'consensus'
        else 'committee'
    end as decision_style,
    -- No signal: these two depend on nothing but their own draw.
    pick(
        ['low', 'low', 'low', 'medium', 'medium', 'medium', 'high', 'high', null, 'N/A'],
        uniform(seed, 'account', id, 'risk tolerance')
    ) as risk_tolerance,
    case
        when maturity_draw < 0.18 then null
        when maturity_draw < 0.20 then '--'
        when maturity_draw < case when is_customer then 0.58 else 0.40 end then 'high'
        when maturity_draw < 0.75 then 'medium'
        else 'low'
    end as digital_maturity,
    case
        when regulation_draw < 0.12 then null
        when regulation_draw < case need when 'prove_compliance' then 0.75 else 0.35 end
            then 'heavy'
        else 'light'
    end as regulation_level,
    case
        when uniform(seed, 'account', id, 'lifecycle') < 0.06 then null
        when is_customer then 'customer'
        when opportunities > 0 then 'opportunity'
        else 'lead'
    end as lifecycle_stage,
    pick(
        ['referral', 'inbound', 'inbound', 'outbound', 'event', 'partner', 'outbound', null,
            'none'],
        uniform(seed, 'account', id, 'source') ** case when is_customer then 1.15 else 0.9 end
    ) as acquisition_source,
    case
        when uniform(seed, 'account', id, 'referred') < 0.06 and account_no > 1
            then account_key(
                1 + floor(uniform(seed, 'account', id, 'referrer') * (account_no - 1))::bigint
            )
    end as referred_by_account_id,
    case
        when uniform(seed, 'account', id, 'owned') < 0.96
            then 'U' || lpad(
                (1 + floor(uniform(seed, 'account', id, 'owner') * 16))::integer::varchar, 3, '0'
            )
    end as owner_id,
    case
        when uniform(seed, 'account', id, 'territory known') < 0.90
            then 'T' || lpad(
                (1 + floor(uniform(seed, 'account', id, 'territory') * 8))::integer::varchar, 2, '0'
            )
    end as territory,
    case
        when kind = 'merged' then null
        when gap in ('unknown_need', 'unbanded_unknown_need')
            then case
                when declared_draw < 0.3
                    then pick(['unknown', 'none', 'tbd'], declared_draw / 0.3)
            end
        when opportunities is null or declared_draw < declared_rate then need
    end as declared_need_state,
    working_moment(created_day, name_draw) as created_at,
    working_moment(
        add_days(created_day, (as_of - created_day) * uniform(seed, 'account', id, 'updated')),
        least(0.999, name_draw + 0.1)
    ) as updated_at,
    case when kind = 'deleted' then 'true' when declared_draw < 0.9 then 'false' end as is_deleted
from worded;
