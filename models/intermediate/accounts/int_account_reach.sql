-- Accounts whose family has somebody who can be contacted on an as-of date: at any member that
-- the CRM has not deleted. A contact that does not say whether it may be contacted reaches nobody.
with

members as (
    select * from {{ ref('int_account_families') }}
),

scope as (
    select * from {{ ref('int_account_scope') }}
),

reached_families as (
    select distinct
        scope.as_of_date,
        members.family_id
    from {{ ref('core_contacts') }} as contacts
    inner join members on contacts.account_id = members.account_id
    inner join scope
        on members.resolved_account_id = scope.account_id
        and (
            contacts.created_at is null or cast(contacts.created_at as date) <= scope.as_of_date
        )
    where
        contacts.is_contactable
        and contacts.is_deleted is not true
        and scope.record_reason is null
)

select
    reached_families.as_of_date,
    members.account_id
from reached_families
inner join members on reached_families.family_id = members.family_id
