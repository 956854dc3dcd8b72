with

united as (
    {{ united_systems('accounts') }}
),

params as (
    select * from {{ ref('core_params') }}
),

valid_so_far as (
    select * from united
    where reasons = ''
),

-- A link to an account that is not there ends the chain: the account stands for itself.
parent_links as (
    select
        child.account_id as record_id,
        child.parent_account_id as linked_id
    from valid_so_far as child
    inner join valid_so_far as parent on child.parent_account_id = parent.account_id
),

merge_links as (
    select
        merged.account_id as record_id,
        merged.merged_into_account_id as linked_id
    from valid_so_far as merged
    inner join valid_so_far as survivor on merged.merged_into_account_id = survivor.account_id
),

parent_chains as (
    {{ followed_links('parent_links', 10) }}
),

merge_chains as (
    {{ followed_links('merge_links', 10) }}
)

select
    united.source_system,
    united.source_record_id,
    {%- for column in governed_entities()['accounts'].columns %}
    united.{{ column.name }},
    {%- endfor %}
    united.record_number,
    united.line_number,
    coalesce(parent_chains.last_id, united.account_id) as top_account_id,
    coalesce(merge_chains.last_id, united.account_id) as surviving_account_id,
    united.reasons
    || case
        when parent_chains.is_circular then 'parent_account_id:circular;'
        when parent_chains.depth > params.hierarchy_depth_max then 'parent_account_id:too_deep;'
        else ''
    end
    || case
        when merge_chains.is_circular then 'merged_into_account_id:circular;'
        when merge_chains.depth > params.hierarchy_depth_max
            then 'merged_into_account_id:too_deep;'
        else ''
    end as reasons
from united
cross join params
left join parent_chains on united.account_id = parent_chains.record_id
left join merge_chains on united.account_id = merge_chains.record_id
