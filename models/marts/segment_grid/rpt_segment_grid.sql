with

grid as (
    select * from {{ ref('int_segment_grid') }}
),

run as (
    select * from {{ ref('core_run') }}
),

-- Too many accounts without a band or a need make every share doubtful.
unclassified as (
    select
        as_of_date,
        sum(case when cell_status = 'unclassified' then addressable_account_count else 0 end)
            as unclassified_account_count,
        sum(addressable_account_count) as addressable_account_count
    from grid
    group by as_of_date
)

select
    grid.as_of_date,
    grid.segment_id,
    run.scoring_run_id,
    grid.firmographic_band_id,
    grid.need_state_id,
    grid.band_label,
    grid.need_state_name,
    grid.segment_name,
    cast(grid.band_order as bigint) as band_order,
    cast(grid.need_state_order as bigint) as need_state_order,
    grid.grid_mode,
    grid.cell_status,
    grid.kill_reasons,
    grid.merged_into_segment_id,
    cast(grid.account_count as bigint) as account_count,
    cast(grid.addressable_account_count as bigint) as addressable_account_count,
    cast(grid.viable_account_count as bigint) as viable_account_count,
    cast(grid.customer_account_count as bigint) as customer_account_count,
    cast(grid.prospect_account_count as bigint) as prospect_account_count,
    params.addressable_share_basis,
    grid.addressable_basis,
    cast(grid.market_account_count as bigint) as market_account_count,
    grid.addressable_share_numerator,
    grid.addressable_share_denominator,
    grid.addressable_share,
    grid.first_year_acv_amount,
    grid.acv_level,
    grid.annual_opportunity_amount,
    expected.expected_annual_amount,
    grid.arr_amount,
    grid.known_arr_amount,
    cast(grid.arr_unknown_account_count as bigint) as arr_unknown_account_count,
    grid.arr_null_reason,
    case
        when grid.is_candidate and grid.annual_opportunity_amount is null then 'no_first_year_acv'
    end as opportunity_null_reason,
    expected.expected_null_reason,
    (expected.expected_annual_amount < params.kill_opportunity_min)
    <> (grid.annual_opportunity_amount < params.kill_opportunity_min) as is_expectation_opposed,
    grid.is_candidate,
    grid.grid_mode = 'band_only' or grid.cell_status = 'provisional' as is_provisional,
    coalesce(
        unclassified.unclassified_account_count
        > params.unclassified_share_max * unclassified.addressable_account_count, false
    ) as is_draft,
    coalesce(axis_variables.is_kept, false) as is_axis_kept,
    as_of_dates.is_reconstructed
from grid
cross join run
cross join {{ ref('core_params') }} as params
inner join {{ ref('int_as_of_dates') }} as as_of_dates on grid.as_of_date = as_of_dates.as_of_date
left join {{ ref('int_cell_expectations') }} as expected
    on grid.as_of_date = expected.as_of_date
    and grid.segment_id = expected.segment_id
inner join unclassified on grid.as_of_date = unclassified.as_of_date
left join {{ ref('rpt_variable_model') }} as axis_variables
    on grid.as_of_date = axis_variables.as_of_date
    and params.firmographic_basis = axis_variables.variable_name
