-- Findings about costs that stand on no account and margins that rest on too little.
with

run as (
    select * from {{ ref('core_run') }}
),

current_margins as (
    select
        metrics.segment_id,
        metrics.metric_value as missing_share
    from {{ ref('fct_segment_metrics') }} as metrics
    inner join run on metrics.as_of_date = run.as_of_date
    where metrics.metric_id = 'margin_missing_share'
),

current_months as (
    select count(*) as month_count
    from {{ ref('int_margin_windows') }} as windows
    inner join run on windows.as_of_date = run.as_of_date
),

buckets as (
    select
        bucket,
        cost_type,
        sum(line_count) as line_count,
        sum(cost_amount) as cost_amount
    from {{ ref('rpt_cost_allocation') }}
    where bucket in ('unallocated', 'unmatched')
    group by bucket, cost_type
)

select
    'cost_' || bucket as check_id,
    cost_type as object_id,
    'Costs: ' || cast(cost_amount as {{ dbt.type_string() }})
    || ' in rows: ' || cast(line_count as {{ dbt.type_string() }}) as evidence
from buckets
where bucket in ('unallocated', 'unmatched')

union all

select
    'margin_incomplete',
    margins.segment_id,
    'Share of revenue on imputed costs: '
    || cast({{ rounded('margins.missing_share', 4) }} as {{ dbt.type_string() }})
from current_margins as margins
cross join {{ ref('core_params') }} as params
where margins.missing_share > params.margin_missing_share_max

union all

select
    'cost_months_missing',
    'finance',
    'Months of twelve with costs: ' || cast(months.month_count as {{ dbt.type_string() }})
from current_months as months
cross join {{ ref('core_capabilities') }} as capabilities
where capabilities.has_account_costs and months.month_count < 12

union all

select 'margin_on_contracts', 'finance', 'Invoices are not delivered'
from {{ ref('core_capabilities') }}
where has_account_costs and has_contract_lines and not has_invoices
