with

run as (
    select * from {{ ref('core_run') }}
),

in_force as (
    select * from {{ ref('fct_tier_in_force') }}
    where is_current
),

tiers as (
    select tiers.*
    from {{ ref('int_segment_tiers') }} as tiers
    inner join run on tiers.as_of_date = run.as_of_date
),

attributes as (
    select * from {{ ref('int_segment_attributes') }}
)

select
    accounts.account_id,
    accounts.source_record_id as crm_account_id,
    accounts.source_system,
    accounts.account_name,
    accounts.domain,
    accounts.parent_account_id,
    resolution.resolved_account_id,
    segments.firmographic_band_id,
    segments.need_state_id,
    segments.need_state_source,
    case when attributes.segment_status in ('active', 'provisional') then segments.segment_id end
        as segment_id,
    case
        when attributes.segment_status in ('active', 'provisional') then attributes.segment_name
    end as segment_name,
    case
        when not scope.is_in_scope then coalesce(scope.record_reason, 'scope_rules')
        when not segments.is_classified and segments.firmographic_band_id = 'unbanded'
            then 'band_unknown'
        when not segments.is_classified then 'need_state_unknown'
        when attributes.segment_status = 'killed' then 'cell_killed'
    end as segment_null_reason,
    tiers.proposed_segment_tier,
    in_force.in_force_segment_tier,
    account_tiers.account_tier,
    account_tiers.account_tier_reason,
    account_tiers.account_tier_null_reason,
    accounts.owner_id,
    scope.is_in_scope,
    scope.out_of_scope_reasons,
    scope.scope_override,
    scope.is_addressable,
    coalesce(segments.is_viable, false) as is_viable,
    customers.is_customer,
    customers.arr_amount,
    customers.arr_null_reason,
    cast(margins.gross_margin_amount as {{ t_money() }}) as gross_margin_amount,
    case
        when margins.gross_margin_amount is not null then null
        when not capabilities.has_account_costs then 'costs_not_delivered'
        else 'no_revenue_or_cost'
    end as gross_margin_null_reason,
    run.as_of_date
from {{ ref('core_accounts') }} as accounts
cross join run
cross join {{ ref('core_capabilities') }} as capabilities
inner join {{ ref('int_account_scope') }} as scope
    on accounts.account_id = scope.account_id
    and run.as_of_date = scope.as_of_date
inner join {{ ref('int_account_customers') }} as customers
    on accounts.account_id = customers.account_id
    and run.as_of_date = customers.as_of_date
inner join {{ ref('int_account_resolution') }} as resolution
    on accounts.account_id = resolution.account_id
left join {{ ref('int_account_segments') }} as segments
    on accounts.account_id = segments.account_id
    and run.as_of_date = segments.as_of_date
left join {{ ref('fct_account_tier') }} as account_tiers
    on accounts.account_id = account_tiers.account_id
left join {{ ref('int_account_margin_windows') }} as margins
    on accounts.account_id = margins.account_id
    and run.as_of_date = margins.as_of_date
left join attributes on segments.segment_id = attributes.segment_id
left join tiers on segments.segment_id = tiers.segment_id
left join in_force on segments.segment_id = in_force.segment_id
