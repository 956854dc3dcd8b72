-- Findings about what came in: values that no list knows, unplaced money and refused rows.
{%- set account_fields = quoted_list(
    governed_entities()['accounts'].columns | map(attribute='name') | list
) %}

with

run as (
    select * from {{ ref('core_run') }}
),

opportunities as (
    select * from {{ ref('int_opportunities') }}
),

unlisted_need_states as (
    select declared_need_state as need_state
    from {{ ref('core_accounts') }}
    where declared_need_state is not null
    union all
    select need_state
    from opportunities
    where need_state is not null
),

findings as (
    select
        'need_state_not_listed' as check_id,
        unlisted.need_state as object_id,
        'Records' as quantity_label,
        count(*) as quantity
    from unlisted_need_states as unlisted
    left join {{ ref('cfg_need_states') }} as need_states
        on unlisted.need_state = need_states.need_state_id
        and need_states.is_active
    left join {{ ref('cfg_placeholder_values') }} as placeholders
        on lower(unlisted.need_state) = placeholders.placeholder_value
    where need_states.need_state_id is null and placeholders.placeholder_value is null
    group by unlisted.need_state
    union all
    select 'arr_' || arr.bucket, 'finance', 'Contract lines', arr.line_count
    from {{ ref('rpt_arr_reconciliation') }} as arr
    inner join run on arr.as_of_date = run.as_of_date
    where arr.bucket in ('unmatched', 'unassigned', 'out_of_scope') and arr.line_count > 0
    union all
    select
        'invoice_' || invoices.bucket,
        'finance',
        'Invoice lines of 12 months',
        cast(sum(invoices.line_count) as bigint)
    from {{ ref('rpt_invoice_reconciliation') }} as invoices
    inner join run on invoices.as_of_date = run.as_of_date
    where invoices.bucket in ('unmatched', 'unassigned')
    group by invoices.bucket
    having sum(invoices.line_count) > 0
    union all
    select
        'arr_unknown',
        'finance',
        'Accounts with a line without an amount',
        count(distinct account_id)
    from {{ ref('int_recurring_lines') }}
    where arr_amount is null
    having count(*) > 0
    union all
    select 'opportunity_type_unknown', 'opportunities', 'Opportunities', count(*)
    from opportunities
    where opportunity_type is null
    having count(*) > 0
    union all
    select 'account_history_field_unknown', history.field_name, 'Changes', count(*)
    from {{ ref('core_account_history') }} as history
    inner join run on cast(history.valid_from as date) <= run.as_of_date
    where history.field_name not in ({{ account_fields }})
    group by history.field_name
    union all
    select 'rows_quarantined', entity, 'Rows', count(*)
    from {{ ref('core_quarantine') }}
    group by entity
)

select
    'source_not_delivered' as check_id,
    entity as object_id,
    'Without it unknown: ' || rests_on_it || '. File: landing/' || file as evidence
from {{ ref('int_source_delivery') }}
where not is_delivered

union all

select
    check_id,
    object_id,
    quantity_label || ': ' || cast(quantity as {{ dbt.type_string() }}) as evidence
from findings
