{# Place among the known values of a partition, 1 the highest; equal values share the mean of their
   places. Null for no value. #}
{% macro average_rank(value, partition) -%}
    case
        when {{ value }} is not null
            then cast(
                rank() over (partition by {{ partition }} order by {{ value }} desc nulls last)
                as {{ t_double() }}
            ) + (count({{ value }}) over (partition by {{ partition }}, {{ value }}) - 1) / 2.0
    end
{%- endmacro %}

{#
    Spearman's rank correlation of two columns of average ranks, as an aggregate: -1 to 1. Null where
    one of the two does not vary. Give it rows on which both ranks stand.
#}
{% macro spearman(rank_x, rank_y) -%}
    {%- set n = 'cast(count(*) as ' ~ t_double() ~ ')' -%}
    {{ safe_divide(
        n ~ ' * ' ~ order_free_sum(rank_x ~ ' * ' ~ rank_y)
        ~ ' - ' ~ order_free_sum(rank_x) ~ ' * ' ~ order_free_sum(rank_y),
        'sqrt((' ~ n ~ ' * ' ~ order_free_sum(rank_x ~ ' * ' ~ rank_x)
        ~ ' - power(' ~ order_free_sum(rank_x) ~ ', 2))'
        ~ ' * (' ~ n ~ ' * ' ~ order_free_sum(rank_y ~ ' * ' ~ rank_y)
        ~ ' - power(' ~ order_free_sum(rank_y) ~ ', 2)))'
    ) }}
{%- endmacro %}
