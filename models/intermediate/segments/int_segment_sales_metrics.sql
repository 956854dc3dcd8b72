-- Win rates by count and value, narrow, broad and of expansion, as rows of the long metrics table.
{%- set rates = [
    ('new_business', 'new_business', 'decided'),
    ('new_business', 'new_business_broad', 'closed'),
    ('expansion', 'expansion', 'decided'),
] %}
with

wins as (
    select
        wins.as_of_date,
        wins.segment_id,
        wins.basis as deal_basis,
        wins.won_count,
        wins.decided_count,
        wins.closed_count,
        wins.decided_amount,
        wins.closed_amount,
        wins.decided_with_amount_count,
        wins.closed_with_amount_count,
        wins.won_square_sum,
        wins.decided_square_sum,
        wins.closed_square_sum,
        params.win_window_months,
        -- Deals with an amount of which none was won make a rate of zero, not an unknown one.
        case
            when wins.won_amount is not null then wins.won_amount
            when wins.closed_amount is not null then 0
        end as won_value_amount
    from {{ ref('int_segment_wins') }} as wins
    cross join {{ ref('core_params') }} as params
)

{%- for deal_basis, basis, base in rates %}
{{ 'union all' if not loop.first }}
select
    as_of_date,
    segment_id,
    'win_rate_count' as metric_id,
    win_window_months as window_months,
    '{{ basis }}' as basis,
    cast(won_count as {{ t_money() }}) as numerator,
    cast({{ base }}_count as {{ t_money() }}) as denominator,
    {{ base }}_count as observation_count,
    {{ safe_divide('won_count', base ~ '_count') }} as metric_value,
    cast(null as {{ t_double() }}) as standard_error,
    'wilson' as interval_method,
    'beta_binomial' as shrinkage_method
from wins
where deal_basis = '{{ deal_basis }}'

union all

select
    as_of_date,
    segment_id,
    'win_rate_value',
    win_window_months,
    '{{ basis }}',
    case when {{ base }}_amount is not null then won_value_amount end,
    {{ base }}_amount,
    {{ base }}_with_amount_count,
    {{ safe_divide('won_value_amount', base ~ '_amount') }},
    {{ value_rate_standard_error(
        'won_value_amount', base ~ '_amount', 'won_square_sum', base ~ '_square_sum',
        base ~ '_with_amount_count'
    ) }},
    'linearised_widened',
    null
from wins
where deal_basis = '{{ deal_basis }}'
{%- endfor %}
