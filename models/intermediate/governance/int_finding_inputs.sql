-- Findings about what came in: axes, variables, unmatched money and refused rows.
with

run as (
    select * from {{ ref('core_run') }}
),

grid_totals as (
    select
        max(case when grid.is_draft then 1 else 0 end) as draft_flag,
        max(case when grid.is_provisional then 1 else 0 end) as band_only_flag,
        sum(case when grid.cell_status = 'unclassified' then grid.addressable_account_count else 0 end)
            as unclassified_account_count
    from {{ ref('rpt_segment_grid') }} as grid
    inner join run on grid.as_of_date = run.as_of_date
),

kept_variables as (
    select count(case when variables.is_kept then 1 end) as kept_count
    from {{ ref('rpt_variable_model') }} as variables
    inner join run on variables.as_of_date = run.as_of_date
),

unlisted_need_states as (
    select accounts.declared_need_state as need_state
    from {{ ref('core_accounts') }} as accounts
    where accounts.declared_need_state is not null
    union all
    select opportunities.need_state
    from {{ ref('int_opportunities') }} as opportunities
    where opportunities.need_state is not null
),

findings as (
    select
        'grid_is_draft' as check_id,
        'segment_grid' as object_id,
        unclassified_account_count as quantity,
        'Addressable accounts without band or need' as quantity_label
    from grid_totals
    where draft_flag = 1
    union all
    select 'grid_is_band_only', 'segment_grid', unclassified_account_count, 'Addressable accounts outside the grid'
    from grid_totals
    where band_only_flag = 1
    union all
    select 'variable_model_thin', 'variable_model', kept_variables.kept_count, 'Variables kept'
    from kept_variables
    cross join {{ ref('core_params') }} as params
    where kept_variables.kept_count < params.variable_count_min
    union all
    select 'variable_model_wide', 'variable_model', kept_variables.kept_count, 'Variables kept'
    from kept_variables
    cross join {{ ref('core_params') }} as params
    where kept_variables.kept_count > params.variable_count_max
    union all
    select 'need_state_empty', need_states.need_state_id, need_states.account_count, 'Accounts'
    from {{ ref('rpt_need_states') }} as need_states
    inner join run on need_states.as_of_date = run.as_of_date
    where need_states.account_count = 0 and need_states.need_state_id <> 'unknown'
    union all
    select 'need_state_not_listed', unlisted.need_state, count(*), 'Records'
    from unlisted_need_states as unlisted
    left join {{ ref('cfg_need_states') }} as need_states
        on unlisted.need_state = need_states.need_state_id and need_states.is_active
    left join {{ ref('cfg_placeholder_values') }} as placeholders
        on lower(unlisted.need_state) = placeholders.placeholder_value
    where need_states.need_state_id is null and placeholders.placeholder_value is null
    group by unlisted.need_state
    union all
    select 'arr_' || arr.bucket, 'finance', arr.line_count, 'Contract lines'
    from {{ ref('rpt_arr_reconciliation') }} as arr
    inner join run on arr.as_of_date = run.as_of_date
    where arr.bucket in ('unmatched', 'unassigned') and arr.line_count > 0
    union all
    select 'opportunity_type_unknown', 'opportunities', count(*), 'Opportunities'
    from {{ ref('int_opportunities') }}
    where opportunity_type is null
    having count(*) > 0
    union all
    select 'rows_quarantined', entity, count(*), 'Rows'
    from {{ ref('core_quarantine') }}
    group by entity
)

select
    check_id,
    object_id,
    quantity_label || ': ' || cast(quantity as {{ dbt.type_string() }}) as evidence
from findings
