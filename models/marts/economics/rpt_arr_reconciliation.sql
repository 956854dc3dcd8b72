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

finance as (
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
        coalesce(finance.finance_arr_amount, 0) as finance_arr_amount,
        coalesce(sum(measured.arr_amount) over (partition by as_of_dates.as_of_date), 0)
            as placed_arr_amount
    from buckets
    cross join {{ ref('int_as_of_dates') }} as as_of_dates
    left join measured
        on buckets.bucket = measured.bucket
        and as_of_dates.as_of_date = measured.as_of_date
    left join finance on as_of_dates.as_of_date = finance.as_of_date
)

select
    placed.as_of_date,
    placed.bucket,
    cast(placed.bucket_order as bigint) as bucket_order,
    run.scoring_run_id,
    cast(coalesce(placed.payer_count, 0) as bigint) as payer_count,
    cast(case placed.bucket
        when 'quarantined' then quarantined.line_count
        else coalesce(placed.line_count, 0)
    end as bigint) as line_count,
    cast(case placed.bucket
        when 'rounding' then placed.finance_arr_amount - placed.placed_arr_amount
        when 'quarantined' then null
        else coalesce(placed.arr_amount, 0)
    end as {{ t_money() }}) as arr_amount,
    cast(case placed.bucket
        when 'quarantined' then null
        else coalesce(placed.fx_effect_amount, 0)
    end as {{ t_money() }}) as fx_effect_amount,
    placed.finance_arr_amount,
    params.reporting_currency as currency_code
from placed
cross join quarantined
cross join {{ ref('core_run') }} as run
cross join {{ ref('core_params') }} as params
