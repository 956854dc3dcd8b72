{#
    Half-open ranges (lower <= value < upper; no upper bound: open) of a partition that are empty,
    that overlap the next one or, unless gaps are allowed, leave values out before it.
#}
{% test mutually_exclusive_ranges(
    model, lower_bound, upper_bound, partition_by, is_gap_allowed=false
) %}

with

ranges as (
    select
        {{ partition_by }},
        {{ lower_bound }} as lower_bound,
        {{ upper_bound }} as upper_bound,
        lead({{ lower_bound }}) over (partition by {{ partition_by }} order by {{ lower_bound }})
            as next_lower_bound
    from {{ model }}
)

select * from ranges
where
    lower_bound >= upper_bound
    or upper_bound > next_lower_bound
    or (upper_bound is null and next_lower_bound is not null)
    {%- if not is_gap_allowed %}
    or upper_bound < next_lower_bound
    {%- endif %}

{% endtest %}
