-- Whether needs are known well enough to be an axis. If not, the grid is bands alone.
with

counts as (
    select
        scope.as_of_date,
        count(*) as addressable_account_count,
        sum(case when need_states.need_state_id <> 'unknown' then 1 else 0 end)
            as known_need_account_count
    from {{ ref('int_account_scope') }} as scope
    inner join {{ ref('int_account_need_states') }} as need_states
        on scope.account_id = need_states.account_id
        and scope.as_of_date = need_states.as_of_date
    where scope.is_addressable
    group by scope.as_of_date
)

select
    as_of_dates.as_of_date,
    coalesce(counts.addressable_account_count, 0) as addressable_account_count,
    coalesce(counts.known_need_account_count, 0) as known_need_account_count,
    case
        when counts.known_need_account_count
            < params.need_evidence_share_min * counts.addressable_account_count
            then 'band_only'
        else 'band_and_need'
    end as grid_mode
from {{ ref('int_as_of_dates') }} as as_of_dates
cross join {{ ref('core_params') }} as params
left join counts on as_of_dates.as_of_date = counts.as_of_date
