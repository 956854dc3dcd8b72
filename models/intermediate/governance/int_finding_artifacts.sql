-- Findings about the variable model and the two axes of the grid.
with

run as (
    select * from {{ ref('core_run') }}
),

params as (
    select * from {{ ref('core_params') }}
),

grid_totals as (
    select
        sum(case when grid.is_draft then 1 else 0 end) as draft_cell_count,
        sum(case when grid.grid_mode = 'band_only' then 1 else 0 end) as band_only_cell_count,
        sum(case grid.cell_status
            when 'unclassified' then grid.addressable_account_count
            else 0
        end) as unclassified_account_count
    from {{ ref('rpt_segment_grid') }} as grid
    inner join run on grid.as_of_date = run.as_of_date
),

kept_variables as (
    select
        count(case when variables.is_kept then 1 end) as kept_count,
        count(case when variables.cut_reason = 'beyond_maximum' then 1 end) as beyond_count
    from {{ ref('rpt_variable_model') }} as variables
    inner join run on variables.as_of_date = run.as_of_date
),

findings as (
    select
        'grid_is_draft' as check_id,
        'segment_grid' as object_id,
        'Addressable accounts without band or need' as quantity_label,
        unclassified_account_count as quantity
    from grid_totals
    where draft_cell_count > 0
    union all
    select
        'grid_is_band_only',
        'segment_grid',
        'Addressable accounts outside the grid',
        unclassified_account_count
    from grid_totals
    where band_only_cell_count > 0
    union all
    select 'variable_model_thin', 'variable_model', 'Variables kept', kept_variables.kept_count
    from kept_variables
    cross join params
    where kept_variables.kept_count < params.variable_count_min
    union all
    select
        'variable_model_wide',
        'variable_model',
        'Variables cut as the weakest',
        kept_variables.beyond_count
    from kept_variables
    where kept_variables.beyond_count > 0
)

select
    check_id,
    object_id,
    quantity_label || ': ' || cast(quantity as {{ dbt.type_string() }}) as evidence
from findings

union all

select
    'completeness_drift' as check_id,
    variables.variable_name as object_id,
    'Percentage points since '
    || cast(variables.compared_with_date as {{ dbt.type_string() }})
    || ': '
    || cast({{ to_money('100 * variables.completeness_change') }} as {{ dbt.type_string() }})
        as evidence
from {{ ref('rpt_variable_model') }} as variables
inner join run on variables.as_of_date = run.as_of_date
cross join params
where
    {{ rounded('abs(variables.completeness_change)', 6) }} > params.completeness_change_max

union all

select
    readiness.check_id,
    readiness.subject as object_id,
    'Reason: ' || readiness.reason as evidence
from {{ ref('rpt_data_readiness') }} as readiness
inner join run on readiness.as_of_date = run.as_of_date
inner join {{ ref('cfg_readiness_checks') }} as checks
    on readiness.check_id = checks.check_id
    and readiness.subject = checks.subject
where checks.is_finding and readiness.check_status = 'fail'
