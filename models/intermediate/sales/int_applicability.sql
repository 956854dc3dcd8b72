-- Whether there is enough history to score on each as-of date. Without it the grid stands on bands
-- and needs alone; somebody may decide otherwise, with a reason.
with

judged as (
    select
        history.as_of_date,
        history.history_months,
        case when capabilities.has_opportunities then history.closed_deal_count end
            as closed_deal_count,
        capabilities.has_opportunities,
        case
            -- Whoever gives no deals at all is judged by nothing: retention may still be known.
            when not capabilities.has_opportunities then null
            when coalesce(history.history_months, 0) < params.history_months_full
                then 'history_too_short'
            when history.closed_deal_count < params.scoring_closed_deals_min
                then 'too_few_closed_deals'
        end as shortage,
        params.scoring_override
    from {{ ref('int_deal_history') }} as history
    cross join {{ ref('core_params') }} as params
    cross join {{ ref('core_capabilities') }} as capabilities
)

select
    as_of_date,
    history_months,
    closed_deal_count,
    case scoring_override
        when 'enabled' then true
        when 'disabled' then false
        else shortage is null
    end as is_scoring_enabled,
    case
        when scoring_override <> 'automatic' then 'decided'
        when not has_opportunities then 'deals_not_delivered'
        else shortage
    end as applicability_reason
from judged
