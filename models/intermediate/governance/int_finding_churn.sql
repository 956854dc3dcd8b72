-- Where somebody says that customers left who are under contract: what each definition would count.
with

definitions as (
    select * from {{ ref('int_churn_definitions') }}
),

contradiction as (
    select count(*) as definition_count
    from definitions
    where churn_definition in ('lifecycle_stage', 'churn_events') and customer_account_count > 0
),

in_use as (
    select coalesce(sum(account_count), 0) as account_count
    from definitions
    where churn_definition = 'contracts'
)

select
    'churn_definition' as check_id,
    definitions.churn_definition as object_id,
    'Accounts that left by this definition: '
    || cast(definitions.account_count as {{ dbt.type_string() }})
    || '; customers today: '
    || cast(definitions.customer_account_count as {{ dbt.type_string() }})
    || '; by the definition in use, no recurring contract any more: '
    || cast(cast(in_use.account_count as bigint) as {{ dbt.type_string() }}) as evidence
from definitions
cross join in_use
cross join contradiction
where contradiction.definition_count > 0 and definitions.churn_definition <> 'contracts'
