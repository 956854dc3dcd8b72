-- The proposed tier of every surviving segment, and the rule that gave it.
with

reasons as (
    select
        ranks.*,
        case
            when ranks.rating_status <> 'rated' then ranks.rating_status
            when ranks.clv_third is null then 'fewer_than_three_rated'
            when ranks.clv_third = 1 and ranks.viable_account_count > params.a_min_accounts
                then 'top_third'
            when ranks.clv_third = 1 then 'top_third_small_universe'
            when ranks.clv_third = 2 and ranks.viable_account_count >= params.b_min_accounts
                then 'middle_third'
            when ranks.clv_third = 2 then 'middle_third_small_universe'
            else 'bottom_third'
        end as tier_reason
    from {{ ref('int_segment_ranks') }} as ranks
    cross join {{ ref('core_params') }} as params
)

select
    reasons.*,
    case
        when tier_reason = 'top_third' then 'A'
        when tier_reason in ('top_third_small_universe', 'middle_third') then 'B'
        else 'C'
    end as proposed_segment_tier
from reasons
