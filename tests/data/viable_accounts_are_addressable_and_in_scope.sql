-- In scope holds the addressable accounts, and these hold the viable ones.
select
    segments.as_of_date,
    segments.account_id,
    scope.is_in_scope,
    segments.is_addressable,
    segments.is_viable
from {{ ref('int_account_segments') }} as segments
left join {{ ref('int_account_scope') }} as scope
    on segments.account_id = scope.account_id
    and segments.as_of_date = scope.as_of_date
where
    (segments.is_viable and not segments.is_addressable)
    or (segments.is_addressable and scope.is_in_scope is distinct from true)
