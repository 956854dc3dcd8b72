{# What revenue rests on, by which of its two parts is known; null where neither is. #}
{% macro revenue_source(invoiced, contracted) -%}
    case
        when {{ invoiced }} is not null and {{ contracted }} is not null
            then 'invoices_and_contract_lines'
        when {{ invoiced }} is not null then 'invoices'
        when {{ contracted }} is not null then 'contract_lines'
    end
{%- endmacro %}
