with

buckets as (
    {%- for bucket in [
        'tier_a', 'tier_b', 'tier_c', 'killed', 'unclassified', 'out_of_scope', 'unmatched',
        'unassigned', 'rounding', 'quarantined',
    ] %}
    select
        {{ loop.index }} as bucket_order,
        '{{ bucket }}' as bucket
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

measured as (
    select * from {{ ref('int_arr_buckets') }}
),

finance_totals as (
    select
        as_of_date,
        {{ to_money('sum(arr_amount)') }} as finance_arr_amount
    from {{ ref('int_arr_lines_by_bucket') }}
    group by as_of_date
),

quarantined as (
    select count(*) as line_count
    from {{ ref('core_quarantine') }}
    where entity = 'contract_lines'
),

placed as (
    select
        as_of_dates.as_of_date,
        buckets.bucket,
        buckets.bucket_order,
        measured.payer_count,
        measured.line_count,
        measured.arr_amount,
        measured.fx_effect_amount,
        case when totals.as_of_date is null then 0 else totals.finance_arr_amount end
            as finance_arr_amount,
        coalesce(sum(measured.arr_amount) over (partition by as_of_dates.as_of_date), 0)
            as placed_arr_amount
    from buckets
    cross join {{ ref('int_as_of_dates') }} as as_of_dates
    left join measured
        on buckets.bucket = measured.bucket
        and as_of_dates.as_of_date = measured.as_of_date
    left join finance_totals as totals on as_of_dates.as_of_date = totals.as_of_date
),

-- Lines of which finance shares no amount are an unknown sum, not nothing.
valued as (
    select
        placed.*,
        case
            when bucket = 'quarantined' then null
            when bucket = 'rounding' then finance_arr_amount - placed_arr_amount
            when line_count is null then 0
            else arr_amount
        end as bucket_arr_amount
    from placed
)

select
    valued.as_of_date,
    valued.bucket,
    cast(valued.bucket_order as bigint) as bucket_order,
    run.scoring_run_id,
    cast(case
        when finance.has_contract_lines then coalesce(valued.payer_count, 0)
    end as bigint) as payer_count,
    cast(case
        when not finance.has_contract_lines then null
        when valued.bucket = 'quarantined' then quarantined.line_count
        else coalesce(valued.line_count, 0)
    end as bigint) as line_count,
    cast(case when finance.has_contract_lines then valued.bucket_arr_amount end as {{ t_money() }})
        as arr_amount,
    cast(case
        when finance.has_contract_lines and valued.bucket_arr_amount is not null
            then coalesce(valued.fx_effect_amount, 0)
    end as {{ t_money() }}) as fx_effect_amount,
    case when finance.has_contract_lines then valued.finance_arr_amount end as finance_arr_amount,
    case
        when not finance.has_contract_lines then finance.arr_null_reason
        when valued.bucket = 'quarantined' then 'lines_refused'
        when valued.bucket_arr_amount is null then 'amount_not_shared'
    end as arr_null_reason,
    params.reporting_currency as currency_code
from valued
cross join quarantined
cross join {{ ref('int_finance_capability') }} as finance
cross join {{ ref('core_run') }} as run
cross join {{ ref('core_params') }} as params
