-- The cell of every account in scope on each as-of date. In a band-only grid all needs count as
-- unknown. The accounts of a merged cell are in the one that it was merged into.
with

accounts as (
    select
        scope.as_of_date,
        scope.account_id,
        scope.is_addressable,
        bands.firmographic_band_id,
        need_states.need_state_id,
        need_states.need_state_source,
        need_states.contradicting_evidence_count,
        case grid_modes.grid_mode
            when 'band_only' then 'unknown'
            else need_states.need_state_id
        end as grid_need_state_id,
        grid_modes.grid_mode
    from {{ ref('int_account_scope') }} as scope
    inner join {{ ref('int_account_bands') }} as bands
        on scope.account_id = bands.account_id
        and scope.as_of_date = bands.as_of_date
    inner join {{ ref('int_account_need_states') }} as need_states
        on scope.account_id = need_states.account_id
        and scope.as_of_date = need_states.as_of_date
    inner join {{ ref('int_grid_modes') }} as grid_modes on scope.as_of_date = grid_modes.as_of_date
    where scope.is_in_scope
)

select
    accounts.as_of_date,
    accounts.account_id,
    coalesce(
        mapped.to_segment_id,
        accounts.firmographic_band_id || '--' || accounts.grid_need_state_id
    ) as segment_id,
    accounts.firmographic_band_id,
    accounts.need_state_id,
    accounts.need_state_source,
    accounts.contradicting_evidence_count,
    accounts.firmographic_band_id <> 'unbanded'
    and (accounts.grid_mode = 'band_only' or accounts.need_state_id <> 'unknown') as is_classified,
    accounts.is_addressable,
    -- Without a contact feed who can be addressed counts as who can be reached.
    accounts.is_addressable and (not capabilities.has_contacts or reach.account_id is not null)
        as is_viable,
    customers.is_customer,
    customers.arr_amount
from accounts
cross join {{ ref('core_capabilities') }} as capabilities
inner join {{ ref('int_account_customers') }} as customers
    on accounts.account_id = customers.account_id
    and accounts.as_of_date = customers.as_of_date
left join {{ ref('int_account_reach') }} as reach
    on accounts.account_id = reach.account_id
    and accounts.as_of_date = reach.as_of_date
left join {{ ref('int_segment_map') }} as mapped
    on accounts.firmographic_band_id || '--' || accounts.grid_need_state_id
    = mapped.from_segment_id
    and accounts.as_of_date = mapped.as_of_date
