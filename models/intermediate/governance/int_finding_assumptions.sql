-- Findings about what the numbers assume: the assumptions that people named, and every number of
-- this run that is imputed or a default.
with

params as (
    select * from {{ ref('core_params') }}
),

named as (
    select
        assumptions.assumption_id,
        assumptions.owner,
        assumptions.expires_on < run.as_of_date as is_expired,
        assumptions.assumption || ' (' || coalesce(
            assumptions.rests_on || ' = ' || coalesce(profiles.value, settings.value), 'no setting'
        ) || '); until ' || cast(assumptions.expires_on as {{ dbt.type_string() }})
        || '; under ' || replace(assumptions.outputs, ';', ', ') as evidence
    from {{ ref('cfg_assumptions') }} as assumptions
    cross join {{ ref('core_run') }} as run
    cross join params
    left join {{ ref('cfg_params') }} as settings on assumptions.rests_on = settings.param
    left join {{ ref('cfg_profiles') }} as profiles
        on settings.param = profiles.param
        and params.profile = profiles.profile
),

findings as (
    select 'assumption_stands' as check_id, assumption_id as object_id, evidence, owner
    from named
    where not is_expired
    union all
    select 'assumption_expired', assumption_id, evidence, owner
    from named
    where is_expired
    union all
    select
        'number_imputed',
        components.segment_id || ':' || components.component,
        'Value that is not its own: '
        || cast({{ rounded('components.raw_value', 4) }} as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }})
    from {{ ref('fct_segment_score_components') }} as components
    inner join {{ ref('core_run') }} as run on components.as_of_date = run.as_of_date
    where components.is_imputed and components.configured_weight > 0
    union all
    select
        'number_imputed',
        grid.segment_id || ':first_year_acv',
        'First-year ACV of the ' || grid.acv_level || ': '
        || cast(grid.first_year_acv_amount as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }})
    from {{ ref('rpt_segment_grid') }} as grid
    inner join {{ ref('core_run') }} as run on grid.as_of_date = run.as_of_date
    where grid.acv_level in ('band', 'portfolio') and grid.is_candidate
    union all
    select
        'number_imputed',
        scores.segment_id || ':run_rate_decay',
        'CLV proxy rests on an assumed decay of usage',
        cast(null as {{ dbt.type_string() }})
    from {{ ref('fct_segment_scores') }} as scores
    inner join {{ ref('core_run') }} as run on scores.as_of_date = run.as_of_date
    where scores.clv_basis = 'run_rate' and scores.clv_proxy_amount is not null
    union all
    select
        'number_imputed',
        factors.segment_id || ':expansion_multiple',
        'Expansion multiple of 1 for want of expansion deals',
        cast(null as {{ dbt.type_string() }})
    from {{ ref('int_segment_factors') }} as factors
    inner join {{ ref('core_run') }} as run on factors.as_of_date = run.as_of_date
    inner join {{ ref('fct_segment_scores') }} as scores
        on factors.as_of_date = scores.as_of_date
        and factors.segment_id = scores.segment_id
    where factors.is_multiple_imputed
)

select check_id, object_id, evidence, owner from findings
