-- Account tiers under their caps. Tier by tier, the best first: those whom the tier above had no
-- room for stand in line with the tier's own, and who ranks beyond the cap goes to the next tier.
{%- set places = range(1, 7) %}

with

tiers as (
    select
        account_tier,
        account_cap,
        row_number() over (order by priority asc) as place
    from {{ ref('cfg_account_tiers') }}
),

candidates as (
    select
        candidates.account_id,
        candidates.account_tier_basis_amount,
        tiers.place
    from {{ ref('int_account_tier_candidates') }} as candidates
    inner join tiers on candidates.account_tier = tiers.account_tier
),
{% for place in places %}
in_line_{{ place }} as (
    select
        account_id,
        account_tier_basis_amount
    from candidates
    where place = {{ place }}
    {%- if not loop.first %}
    union all
    select
        account_id,
        account_tier_basis_amount
    from ranked_{{ place - 1 }}
    where is_beyond_cap
    {%- endif %}
),

ranked_{{ place }} as (
    select
        in_line.account_id,
        in_line.account_tier_basis_amount,
        tiers.account_tier,
        row_number() over (
            order by in_line.account_tier_basis_amount desc nulls last, in_line.account_id asc
        ) as account_tier_rank,
        row_number() over (
            order by in_line.account_tier_basis_amount desc nulls last, in_line.account_id asc
        ) > coalesce(tiers.account_cap, count(*) over ()) as is_beyond_cap
    from in_line_{{ place }} as in_line
    inner join tiers on tiers.place = {{ place }}
),
{% endfor %}
placed as (
    {%- for place in places %}
    select
        account_id,
        account_tier,
        account_tier_rank
    from ranked_{{ place }}
    where not is_beyond_cap
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    account_id,
    account_tier,
    account_tier_rank
from placed
