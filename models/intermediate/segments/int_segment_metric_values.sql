-- Every measured metric of every cell, with the portfolio's beside it.
with

measured as (
    select * from {{ ref('int_segment_measured_metrics') }}
),

portfolio as (
    select * from measured
    where segment_id = 'portfolio'
),

compared as (
    select
        measured.as_of_date,
        measured.segment_id,
        measured.metric_id,
        measured.window_months,
        measured.basis,
        measured.numerator,
        measured.denominator,
        measured.observation_count,
        measured.metric_value,
        measured.standard_error,
        measured.interval_method,
        portfolio.metric_value as portfolio_value
    from measured
    left join portfolio
        on measured.as_of_date = portfolio.as_of_date
        and measured.metric_id = portfolio.metric_id
        and measured.window_months = portfolio.window_months
        and measured.basis = portfolio.basis
    where measured.segment_id <> 'portfolio'
),

-- Of the shrunken rate, so that a cell of three deals does not lead the index.
win_rate_index as (
    select
        compared.as_of_date,
        compared.segment_id,
        'win_rate_index' as metric_id,
        compared.window_months,
        compared.basis,
        compared.numerator,
        compared.denominator,
        compared.observation_count,
        case
            when compared.observation_count > 0
                then {{ safe_divide('shrunk.shrunken_value', 'compared.portfolio_value') }}
        end as metric_value,
        compared.standard_error,
        cast(null as {{ dbt.type_string() }}) as interval_method,
        cast(1 as {{ t_double() }}) as portfolio_value
    from compared
    inner join {{ ref('int_segment_shrunk_metrics') }} as shrunk
        on compared.as_of_date = shrunk.as_of_date
        and compared.segment_id = shrunk.segment_id
        and compared.metric_id = shrunk.metric_id
        and compared.window_months = shrunk.window_months
        and compared.basis = shrunk.basis
    where compared.metric_id = 'win_rate_count' and compared.basis = 'new_business'
)

select * from compared
union all
select * from win_rate_index
