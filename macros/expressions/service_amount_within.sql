{#
    What an invoice line brings between two days, the first out, the second in: its amount by the
    days of its service that lie between them. Money, not yet rounded.
#}
{% macro service_amount_within(from_date, to_date) -%}
    {%- set first_day = 'greatest(service_start_date, ' ~ add_days(from_date, 1) ~ ')' -%}
    {%- set last_day = 'least(service_end_date, ' ~ to_date ~ ')' -%}
    case
        when service_start_date > {{ from_date }} and service_end_date <= {{ to_date }} then amount
        when {{ first_day }} <= {{ last_day }}
            then {{ to_exact_money(
                'cast(amount as ' ~ t_double() ~ ') * ('
                ~ dbt.datediff(first_day, last_day, 'day') ~ ' + 1) / ('
                ~ dbt.datediff('service_start_date', 'service_end_date', 'day') ~ ' + 1)'
            ) }}
        else 0
    end
{%- endmacro %}
