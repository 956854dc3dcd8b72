-- Stage cycles and pipeline created of each cell as rows of the long metrics table.
with

cycles as (
    select
        cycles.*,
        params.win_window_months
    from {{ ref('int_segment_stage_cycles') }} as cycles
    cross join {{ ref('core_params') }} as params
),

created as (
    select * from {{ ref('int_segment_pipeline_created') }}
)

select
    as_of_date,
    segment_id,
    'days_stage_entry_to_close_p50' as metric_id,
    win_window_months as window_months,
    'new_business_won' as basis,
    cast(null as {{ t_money() }}) as numerator,
    cast(null as {{ t_money() }}) as denominator,
    cycle_count as observation_count,
    median_cycle_days as metric_value,
    cast(null as {{ t_double() }}) as standard_error,
    cast(null as {{ dbt.type_string() }}) as interval_method,
    cast(null as {{ dbt.type_string() }}) as shrinkage_method
from cycles

union all

-- How many of these cycles are counted from the qualified date, because no stage entry is known.
select
    as_of_date,
    segment_id,
    'stage_entry_fallback_share',
    win_window_months,
    'new_business_won',
    cast(fallback_count as {{ t_money() }}),
    cast(cycle_count as {{ t_money() }}),
    cycle_count,
    {{ safe_divide('fallback_count', 'cycle_count') }},
    null,
    'wilson',
    null
from cycles

{% for basis, prefix in [('new_and_expansion', ''), ('new_business', 'new_')] -%}
union all

-- Nothing entered is a zero; entries of which none has an amount are unknown.
select
    as_of_date,
    segment_id,
    'pipeline_created',
    3,
    '{{ basis }}',
    case
        when {{ prefix }}entry_count = 0 or {{ prefix }}priced_entry_count > 0
            then {{ prefix }}pipeline_amount
    end,
    null,
    {{ prefix }}priced_entry_count,
    case
        when {{ prefix }}entry_count = 0 or {{ prefix }}priced_entry_count > 0
            then cast({{ prefix }}pipeline_amount as {{ t_double() }})
    end,
    null,
    null,
    null
from created
{% endfor %}
