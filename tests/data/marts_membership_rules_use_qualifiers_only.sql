-- What decides who belongs to a segment, the basis in use and the need state, is registered,
-- active and a qualifier.
with

membership_rules as (
    select firmographic_basis as variable_name from {{ ref('core_params') }}
    union all
    select 'need_state'
)

select
    membership_rules.variable_name,
    registry.role,
    registry.is_active
from membership_rules
left join {{ ref('cfg_variable_registry') }} as registry
    on membership_rules.variable_name = registry.variable_name
where
    registry.variable_name is null
    or registry.role <> 'qualifier'
    or not registry.is_active
