{#
    True when an account's value (attribute_amount, attribute_text) meets a configured condition:
    lower_bound <= amount < upper_bound, or a text among listed_values, in any case. Unknown is
    no match.
#}
{% macro meets_condition(value, condition) -%}
    case
        when {{ condition }}.listed_values is not null
            then {{ dbt.position(
                "';' || " ~ value ~ ".attribute_text || ';'",
                "';' || lower(" ~ condition ~ ".listed_values) || ';'"
            ) }} > 0
        else
            (
                {{ condition }}.lower_bound is null
                or {{ value }}.attribute_amount >= {{ condition }}.lower_bound
            )
            and (
                {{ condition }}.upper_bound is null
                or {{ value }}.attribute_amount < {{ condition }}.upper_bound
            )
    end
{%- endmacro %}
