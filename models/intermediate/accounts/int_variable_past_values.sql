-- What a guarded attribute of an account was on the last day before an outcome began: the old
-- value of its first change after that day. Without such a change it was what it is today.
with

outcome_days as (
    select distinct
        account_id,
        known_until_date
    from {{ ref('int_variable_outcomes') }}
),

changes_after as (
    select
        outcome_days.account_id,
        outcome_days.known_until_date,
        registry.variable_name,
        lower(trim(history.old_value)) as old_value,
        row_number() over (
            partition by
                outcome_days.account_id, outcome_days.known_until_date, registry.variable_name
            order by history.valid_from asc
        ) as change_number
    from outcome_days
    inner join {{ ref('core_account_history') }} as history
        on outcome_days.account_id = history.account_id
        and outcome_days.known_until_date < cast(history.valid_from as date)
    inner join {{ ref('cfg_variable_registry') }} as registry
        on history.field_name = registry.source_column
        and registry.source_entity = 'accounts'
    where registry.is_active and registry.leakage_guard = 'before_outcome'
)

select
    changes_after.account_id,
    changes_after.known_until_date,
    changes_after.variable_name,
    case when placeholders.placeholder_value is null then nullif(changes_after.old_value, '') end
        as past_value
from changes_after
left join {{ ref('cfg_placeholder_values') }} as placeholders
    on changes_after.old_value = placeholders.placeholder_value
where changes_after.change_number = 1
