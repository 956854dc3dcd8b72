-- New-business deals by the quarter they were created in, what became of them, and after how many
-- months. One that was closed and opened again is open: it counts once, as it stands today.
with

segments as (
    select
        segments.account_id,
        segments.segment_id
    from {{ ref('int_account_segments') }} as segments
    inner join {{ ref('core_run') }} as run on segments.as_of_date = run.as_of_date
)

select
    opportunities.opportunity_id,
    segments.segment_id,
    opportunities.account_match = 'matched' as is_account_known,
    case
        when opportunities.status = 'won' then 'won'
        when opportunities.status = 'open' then 'open'
        when reasons.loss_reason is null then 'lost'
        else 'no_decision'
    end as deal_outcome,
    case
        when opportunities.status <> 'open'
            then {{ months_to_reach('opportunities.created_date', 'opportunities.close_date') }}
    end as months_to_close,
    cast({{ dbt.date_trunc('quarter', 'opportunities.created_date') }} as date)
        as created_quarter_date,
    case when opportunities.status <> 'open' then opportunities.close_date end as close_date
from {{ ref('int_opportunities') }} as opportunities
left join segments on opportunities.account_id = segments.account_id
left join {{ ref('cfg_no_decision_reasons') }} as reasons
    on lower(opportunities.loss_reason) = reasons.loss_reason
where opportunities.opportunity_type = 'new'
