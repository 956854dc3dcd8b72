{%- set charge_types = (
    governed_entities()['invoices'].columns | selectattr('name', 'equalto', 'charge_type') | first
).allowed -%}

with

expected as (
    {%- for charge_type in charge_types %}
    {%- for bucket in ['matched', 'unmatched', 'unassigned'] %}
    select
        '{{ charge_type }}' as charge_type,
        '{{ bucket }}' as bucket,
        {{ loop.index }} as bucket_order
    union all
    {%- endfor %}
    {%- endfor %}
    select
        'unknown' as charge_type,
        'quarantined' as bucket,
        4 as bucket_order
),

-- Straight from the governed rows, so that the buckets can be held against it.
ledger as (
    select
        as_of_dates.as_of_date,
        invoices.charge_type,
        cast(
            sum({{ to_money(to_factor('invoices.amount') ~ ' * invoices.fx_rate') }})
            as {{ t_money() }}
        ) as finance_invoiced_amount
    from {{ ref('core_invoices') }} as invoices
    inner join {{ ref('int_as_of_dates') }} as as_of_dates
        on invoices.invoice_date > as_of_dates.date_12_months_before
        and invoices.invoice_date <= as_of_dates.as_of_date
    group by as_of_dates.as_of_date, invoices.charge_type
),

refused as (
    select count(*) as line_count
    from {{ ref('core_quarantine') }}
    where entity = 'invoices'
),

-- Unknown where there are no invoices to know from; a refused line has no amount to be trusted.
known as (
    select
        as_of_dates.as_of_date,
        expected.*,
        case
            when not capabilities.has_invoices then 'invoices_not_delivered'
            when expected.bucket = 'quarantined' then 'lines_refused'
        end as amount_null_reason
    from expected
    cross join {{ ref('int_as_of_dates') }} as as_of_dates
    cross join {{ ref('core_capabilities') }} as capabilities
)

select
    known.as_of_date,
    known.charge_type,
    known.bucket,
    cast(known.bucket_order as bigint) as bucket_order,
    run.scoring_run_id,
    cast(case
        when known.amount_null_reason is null then coalesce(buckets.line_count, 0)
        when known.amount_null_reason = 'lines_refused' then refused.line_count
    end as bigint) as line_count,
    {% for quantity in ['credit_line_count', 'account_count'] -%}
    cast(
        case when known.amount_null_reason is null then coalesce(buckets.{{ quantity }}, 0) end
        as bigint
    ) as {{ quantity }},
    {% endfor -%}
    {% for amount in [
        'buckets.billed_amount', 'buckets.credit_amount', 'buckets.invoiced_amount',
        'ledger.finance_invoiced_amount',
    ] -%}
    cast(
        case when known.amount_null_reason is null then coalesce({{ amount }}, 0) end
        as {{ t_money() }}
    ) as {{ amount.split('.')[1] }},
    {% endfor -%}
    known.amount_null_reason,
    params.reporting_currency as currency_code
from known
cross join refused
cross join {{ ref('core_run') }} as run
cross join {{ ref('core_params') }} as params
left join {{ ref('int_invoice_buckets') }} as buckets
    on known.as_of_date = buckets.as_of_date
    and known.charge_type = buckets.charge_type
    and known.bucket = buckets.bucket
left join ledger
    on known.as_of_date = ledger.as_of_date
    and known.charge_type = ledger.charge_type
