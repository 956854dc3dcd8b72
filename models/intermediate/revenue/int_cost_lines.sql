-- The cost ledger by the day of the run in the reporting currency. Each row is rounded to the cent
-- once, at the rate of its own month, so that every sum of rows ties to the ledger.
select
    costs.cost_id,
    resolution.resolved_account_id as account_id,
    case
        when costs.account_id is null then 'pool'
        when resolution.resolved_account_id is null then 'unmatched'
        else 'direct'
    end as cost_assignment,
    costs.cost_type,
    types.cost_kind,
    types.driver,
    {{ to_money(to_factor('costs.amount') ~ ' * costs.fx_rate') }} as cost_amount,
    costs.cost_month
from {{ ref('core_account_costs') }} as costs
inner join {{ ref('cfg_cost_types') }} as types on costs.cost_type = types.cost_type
cross join {{ ref('core_run') }} as run
left join {{ ref('int_account_resolution') }} as resolution
    on costs.account_id = resolution.account_id
where costs.cost_month <= run.as_of_date
