-- The value in force of every setting: the profile's stands before that of cfg_params.
with

in_use as (
    select coalesce(max(case when param = 'profile' then value end), 'standard') as profile
    from {{ ref('cfg_params') }}
)

select
    params.param,
    coalesce(
        profiles.value, params.value, case params.param when 'profile' then in_use.profile end
    ) as value
from {{ ref('cfg_params') }} as params
cross join in_use
left join {{ ref('cfg_profiles') }} as profiles
    on params.param = profiles.param and in_use.profile = profiles.profile
