-- Findings about stages, pipeline and targets.
with

run as (
    select * from {{ ref('core_run') }}
),

named_stages as (
    select history.stage as stage_name
    from {{ ref('core_opportunity_stage_history') }} as history
    inner join run on cast(history.entered_at as date) <= run.as_of_date
    union all
    select stage
    from {{ ref('int_opportunities') }}
    where stage is not null
),

qualified as (
    select opportunities.opportunity_id
    from {{ ref('int_opportunities') }} as opportunities
    inner join run on opportunities.qualified_date <= run.as_of_date
    where opportunities.opportunity_type in ('new', 'expansion')
),

targets as (
    select * from {{ ref('core_targets') }}
),

findings as (
    select
        'stage_not_listed' as check_id,
        named_stages.stage_name as object_id,
        'Records' as quantity_label,
        count(*) as quantity
    from named_stages
    left join {{ ref('cfg_opportunity_stages') }} as stages
        on lower(named_stages.stage_name) = lower(stages.stage_name)
    where stages.stage_id is null
    group by named_stages.stage_name
    union all
    select 'stage_history_missing', 'opportunities', 'Qualified opportunities', count(*)
    from qualified
    cross join {{ ref('core_capabilities') }} as capabilities
    left join {{ ref('int_first_qualifications') }} as entries
        on qualified.opportunity_id = entries.opportunity_id
    where capabilities.has_opportunity_stage_history and entries.opportunity_id is null
    having count(*) > 0
    union all
    select 'stage_entry_amount_missing', 'opportunities', 'Opportunities', count(*)
    from {{ ref('int_first_qualifications') }}
    where amount is null
    having count(*) > 0
    union all
    select 'target_segment_unknown', targets.segment_id, 'Periods', count(*)
    from targets
    cross join run
    left join {{ ref('int_segments') }} as segments
        on targets.segment_id = segments.segment_id
        and run.as_of_date = segments.as_of_date
        and segments.is_candidate
    where segments.segment_id is null
    group by targets.segment_id
    union all
    select 'target_periods_overlap', targets.segment_id, 'Pairs of periods', count(*)
    from targets
    inner join targets as later_targets
        on targets.segment_id = later_targets.segment_id
        and targets.period_start_date < later_targets.period_start_date
        and targets.period_end_date >= later_targets.period_start_date
    group by targets.segment_id
)

select
    check_id,
    object_id,
    quantity_label || ': ' || cast(quantity as {{ dbt.type_string() }}) as evidence
from findings
