-- For each field that the method cannot do without: how many closed deals of the window have a
-- believable value. Refused rows count below the line too, so that a cleaned file does not flatter.
with

delivered_rows as (
    select
        opportunity_id,
        reasons = '' as is_valid,
        status,
        close_date
    from {{ ref('core_judged_opportunities') }}
    -- The same row again is no other deal.
    where reasons <> 'duplicate_identical;'
    union all
    -- What landing could not read is a deal of unknown state and day.
    select
        cast(null as {{ dbt.type_string() }}),
        false,
        cast(null as {{ dbt.type_string() }}),
        cast(null as date)
    from {{ ref('core_quarantine') }}
    where entity = 'opportunities' and source_record_id is null and first_reason not like '%:%'
),

closed_rows as (
    select
        as_of_dates.as_of_date,
        -- A refused row meets no deal. Said here, because a condition on one side of an outer join
        -- costs DuckDB the hash join.
        case when delivered_rows.is_valid then delivered_rows.opportunity_id end as opportunity_id
    from delivered_rows
    cross join {{ ref('core_params') }} as params
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on {{ within_months(
            'delivered_rows.close_date', 'as_of_dates.as_of_date', 'params.win_window_months'
        ) }}
        or (delivered_rows.close_date is null and not delivered_rows.is_valid)
    where delivered_rows.status in ('won', 'lost')
        or (delivered_rows.status is null and not delivered_rows.is_valid)
),

believable as (
    select
        closed_rows.as_of_date,
        opportunities.amount > 0 as has_deal_size,
        opportunities.days_first_meeting_to_close >= 0 as has_cycle_length,
        attributes.industry is not null and placeholders.placeholder_value is null
            as has_industry
    from closed_rows
    left join {{ ref('int_opportunities') }} as opportunities
        on closed_rows.opportunity_id = opportunities.opportunity_id
    left join {{ ref('int_account_attributes') }} as attributes
        on opportunities.account_id = attributes.account_id
        and closed_rows.as_of_date = attributes.as_of_date
    left join {{ ref('cfg_placeholder_values') }} as placeholders
        on lower(trim(attributes.industry)) = placeholders.placeholder_value
),

counted as (
    select
        as_of_dates.as_of_date,
        count(believable.as_of_date) as closed_deal_count,
        count(case when believable.has_deal_size then 1 end) as deal_size_count,
        count(case when believable.has_cycle_length then 1 end) as cycle_length_count,
        count(case when believable.has_industry then 1 end) as industry_count
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join believable on as_of_dates.as_of_date = believable.as_of_date
    group by as_of_dates.as_of_date
),

fields as (
    select as_of_date, 'deal_size' as field_name, deal_size_count as valid_count, closed_deal_count
    from counted
    union all
    select as_of_date, 'cycle_length', cycle_length_count, closed_deal_count
    from counted
    union all
    select as_of_date, 'industry', industry_count, closed_deal_count
    from counted
)

select
    as_of_date,
    field_name,
    valid_count,
    closed_deal_count,
    {{ safe_divide('valid_count', 'closed_deal_count') }} as completeness
from fields
