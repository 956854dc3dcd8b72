{#- DuckDB only: a table is built in its place, in one transaction, where dbt-duckdb builds it beside
    the old one and renames twice. The candidate has no readers, and the renames, drops and look-ups
    were a fifth of a build. What fails rolls back to the table that stood. #}
{% materialization table, adapter='duckdb' -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks) }}
    {% if existing_relation is not none %}
        {% call statement('drop_existing') -%}
            drop {{ existing_relation.type }} if exists {{ existing_relation }} cascade
        {%- endcall %}
    {% endif %}
    {% call statement('main') -%}
        {{ create_table_as(False, target_relation, compiled_code) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}

    {{ return({'relations': [target_relation]}) }}
{%- endmaterialization %}
