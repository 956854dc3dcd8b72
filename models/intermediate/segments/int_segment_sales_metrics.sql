-- Deal size, win rates, cycle and ARR of each cell as rows of the long metrics table.
with

acv as (
    select * from {{ ref('int_segment_acv') }} where level_name in ('segment', 'portfolio')
),

wins as (
    select * from {{ ref('int_segment_wins') }}
),

contracts as (
    select * from {{ ref('int_segment_contracts') }}
),

windows as (
    select acv_window_months, win_window_months from {{ ref('core_params') }}
),

metrics as (
    select
        as_of_date,
        level_id as segment_id,
        'first_year_acv' as metric_id,
        acv_window_months as window_months,
        'signed' as basis,
        total_amount as numerator,
        cast(account_count as decimal(18, 2)) as denominator,
        account_count as observation_count,
        cast(mean_amount as {{ t_double() }}) as metric_value
    from acv
    cross join windows
    union all
    select as_of_date, level_id, 'first_year_acv_p50', acv_window_months, 'signed', null, null,
        account_count, cast(median_amount as {{ t_double() }})
    from acv
    cross join windows
    union all
    select as_of_date, segment_id, 'acv', acv_window_months, 'signed', acv_amount, contract_count,
        contract_count, {{ safe_divide('acv_amount', 'contract_count') }}
    from contracts
    cross join windows
    union all
    select as_of_date, segment_id, 'win_rate_count', win_window_months, 'new_business', won_count,
        closed_count, closed_count, {{ safe_divide('won_count', 'closed_count') }}
    from wins
    cross join windows
    union all
    select as_of_date, segment_id, 'win_rate_value', win_window_months, 'new_business',
        coalesce(won_amount, case when closed_amount is not null then 0 end), closed_amount,
        closed_with_amount_count,
        {{ safe_divide('coalesce(won_amount, case when closed_amount is not null then 0 end)', 'closed_amount') }}
    from wins
    cross join windows
    union all
    select as_of_date, segment_id, 'days_first_meeting_to_close_p50', win_window_months,
        'new_business_won', null, null, cycle_count, median_cycle_days
    from wins
    cross join windows
    union all
    select as_of_date, segment_id, 'arr', 0, 'constant_rate', arr_amount, null,
        customer_account_count, cast(arr_amount as {{ t_double() }})
    from {{ ref('int_segment_accounts') }}
)

select * from metrics
