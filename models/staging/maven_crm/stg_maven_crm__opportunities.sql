with

dated_deals as (
    select
        deals.*,
        coalesce(deals.engage_date, cast(run.as_of_date as {{ dbt.type_string() }})) as known_from
    from {{ source('maven_crm', 'sales_pipeline') }} as deals
    cross join {{ source('landed', 'run_context') }} as run
),

{{ mapped_rows('opportunities', 'maven_crm', 'dated_deals', {
    'opportunity_id': 'opportunity_id',
    'account_id': 'account',
    'product_line': 'product',
    'amount': "case when deal_stage = 'Won' then close_value end",
    'currency': "case when deal_stage = 'Won' then 'USD' end",
    'stage': 'deal_stage',
    'status': 'deal_stage',
    'created_at': 'known_from',
    'first_meeting_date': 'engage_date',
    'close_date': 'close_date',
    'owner_id': 'sales_agent',
}, repaired=['product_line', 'status']) }}

select * from judged_rows
