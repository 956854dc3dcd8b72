-- Users whose name is that of a team, a mailbox or a technical account: nobody answers there.
with

named as (
    select
        user_id,
        -- Of an address only what stands before the @ is a name.
        trim({{ replace_all(
            dbt.split_part('lower(user_name)', "'@'", 1), '[^a-z0-9]+', ' '
        ) }}) as written_name
    from {{ ref('core_users') }}
)

select distinct named.user_id
from named
inner join {{ ref('cfg_shared_owner_names') }} as shared
    on case shared.name_match
        when 'whole_name' then named.written_name = shared.shared_words
        else {{ dbt.position(
            "' ' || shared.shared_words || ' '", "' ' || named.written_name || ' '"
        ) }} > 0
    end
