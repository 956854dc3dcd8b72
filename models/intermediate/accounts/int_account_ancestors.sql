-- Every account above another in its family, however far; a parent that was merged away is its
-- survivor. Where parents and merges together run in a circle, the smallest id stands above.
with

links as (
    select
        accounts.account_id,
        parents.resolved_account_id as ancestor_account_id
    from {{ ref('core_accounts') }} as accounts
    inner join {{ ref('int_account_resolution') }} as parents
        on accounts.parent_account_id = parents.account_id
    where accounts.account_id <> parents.resolved_account_id
),
{% for level in range(2, 11) %}
level_{{ level }} as (
    select distinct
        below.account_id,
        links.ancestor_account_id
    from {{ 'links' if level == 2 else 'level_' ~ (level - 1) }} as below
    inner join links on below.ancestor_account_id = links.account_id
),
{% endfor %}
found as (
    select * from links
    {%- for level in range(2, 11) %}
    union distinct
    select * from level_{{ level }}
    {%- endfor %}
)

select
    found.account_id,
    found.ancestor_account_id
from found
left join found as circle
    on found.account_id = circle.ancestor_account_id
    and found.ancestor_account_id = circle.account_id
where
    found.account_id <> found.ancestor_account_id
    and (circle.account_id is null or found.ancestor_account_id < found.account_id)
