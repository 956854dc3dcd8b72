-- Every measured metric of every cell, with the portfolio's beside it.
with

measured as (
    select
        as_of_date,
        segment_id,
        metric_id,
        window_months,
        basis,
        numerator,
        denominator,
        observation_count,
        metric_value,
        standard_error
    from {{ ref('int_segment_retention_metrics') }}
    {%- for metrics_model in ['int_segment_sales_metrics', 'int_segment_value_metrics'] %}
    union all
    select
        as_of_date,
        segment_id,
        metric_id,
        window_months,
        basis,
        numerator,
        denominator,
        observation_count,
        metric_value,
        cast(null as {{ t_double() }})
    from {{ ref(metrics_model) }}
    {%- endfor %}
),

portfolio as (
    select * from measured
    where segment_id = 'portfolio'
),

compared as (
    select
        measured.*,
        portfolio.metric_value as portfolio_value
    from measured
    left join portfolio
        on measured.as_of_date = portfolio.as_of_date
        and measured.metric_id = portfolio.metric_id
        and measured.window_months = portfolio.window_months
        and measured.basis = portfolio.basis
    where measured.segment_id <> 'portfolio'
),

win_rate_index as (
    select
        as_of_date,
        segment_id,
        'win_rate_index' as metric_id,
        window_months,
        basis,
        numerator,
        denominator,
        observation_count,
        {{ safe_divide('metric_value', 'portfolio_value') }} as metric_value,
        standard_error,
        cast(1 as {{ t_double() }}) as portfolio_value
    from compared
    where metric_id = 'win_rate_count'
)

select * from compared
union all
select * from win_rate_index
