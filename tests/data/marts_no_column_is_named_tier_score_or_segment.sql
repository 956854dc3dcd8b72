-- A segment's tier, an account's tier and a need state are three things: a bare name hides which.
{%- set bare_names = [] -%}
{%- if execute -%}
{%- for node in graph.nodes.values() if node.resource_type == 'model' and 'marts' in node.fqn -%}
{%- for name in node.columns if name in ('tier', 'score', 'segment') -%}
            {%- do bare_names.append(node.name ~ '.' ~ name) -%}
        {%- endfor -%}
{%- endfor -%}
{%- endif %}
-- depends_on: {{ ref('dim_account') }}
{% for name in bare_names %}
select '{{ name }}' as column_name
{{ 'union all' if not loop.last }}
{%- else %}
select account_id as column_name from {{ ref('dim_account') }}
where 1 = 0
{%- endfor %}
