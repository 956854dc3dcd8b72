-- Retention and expansion of each cell as rows of the long metrics table. All ratios of one cohort
-- share the credibility of its NRR, so that gross never passes net when they are shrunk.
{%- set metrics = [
    ('grr', 'point_to_point', 'kept_arr_amount', 'start_arr_amount', 'grr_standard_error'),
    ('grr', 'movement', 'kept_arr_by_movement_amount', 'start_arr_amount',
        'grr_by_movement_standard_error'),
    ('nrr', 'revenue', 'end_arr_amount', 'start_arr_amount', 'nrr_standard_error'),
    ('nrr_upper', 'revenue', 'end_arr_amount + pending_renewal_amount', 'start_arr_amount', 'null'),
    ('logo_retention', 'logo', 'retained_logo_count', 'logo_count', 'null'),
    ('expansion_multiple', 'survivor', 'end_arr_amount', 'kept_arr_amount', 'null'),
    ('expansion_multiple', 'starting_base', 'start_arr_amount + expansion_amount',
        'start_arr_amount', 'null'),
] %}

{% for metric, basis, numerator, denominator, standard_error in metrics -%}
select
    as_of_date,
    segment_id,
    '{{ metric }}' as metric_id,
    horizon_months as window_months,
    '{{ basis }}' as basis,
    cast({{ numerator }} as {{ t_money() }}) as numerator,
    cast({{ denominator }} as {{ t_money() }}) as denominator,
    {{ 'logo_count' if basis == 'logo' else 'cohort_account_count' }} as observation_count,
    {{ safe_divide(numerator, denominator) }} as metric_value,
    cast({{ standard_error }} as {{ t_double() }}) as standard_error,
    {{ "'wilson'" if basis == 'logo'
        else "'linearised_widened'" if standard_error != 'null' else 'null' }} as interval_method,
    {{ "'beta_binomial'" if basis == 'logo'
        else 'null' if basis == 'survivor' else "'credibility_of_nrr'" }} as shrinkage_method
from {{ ref('int_segment_retention') }}
{{ 'union all' if not loop.last }}
{% endfor %}
