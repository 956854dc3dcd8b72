with

run as (
    select * from {{ ref('core_run') }}
),

today as (
    select * from {{ ref('int_segment_attributes') }}
),

states as (
    select
        history.segment_id,
        history.segment_name,
        history.segment_status,
        history.owner_id,
        history.attributes_hash,
        history.as_of_date,
        history.publish_sequence
    from {{ source('history', 'segments') }} as history
    inner join run on history.as_of_date <= run.as_of_date
    union all
    select
        today.segment_id,
        today.segment_name,
        today.segment_status,
        today.owner_id,
        today.attributes_hash,
        run.as_of_date,
        run.publish_sequence
    from today
    cross join run
),

-- Of several publications for one day the last one is what held.
last_of_day as (
    select
        states.*,
        row_number() over (
            partition by segment_id, as_of_date order by publish_sequence desc
        ) as state_rank
    from states
),

compared as (
    select
        last_of_day.*,
        lag(attributes_hash) over (partition by segment_id order by as_of_date) as hash_before
    from last_of_day
    where state_rank = 1
),

changes as (
    select
        compared.*,
        lead(as_of_date) over (partition by segment_id order by as_of_date) as valid_to
    from compared
    where hash_before is null or hash_before <> attributes_hash
)

select
    changes.segment_id,
    cast(changes.as_of_date as date) as valid_from,
    cast(changes.valid_to as date) as valid_to,
    changes.valid_to is null as is_current,
    changes.segment_name,
    {{ dbt.split_part('changes.segment_id', "'--'", 1) }} as firmographic_band_id,
    {{ dbt.split_part('changes.segment_id', "'--'", 2) }} as need_state_id,
    case
        when changes.valid_to is null and today.segment_id is null then 'retired'
        else changes.segment_status
    end as segment_status,
    changes.owner_id,
    case when changes.valid_to is null then today.owner_name end as owner_name,
    coalesce(changes.valid_to is null and today.unfundable_reason is null
        and today.segment_id is not null, false) as is_fundable,
    case
        when changes.valid_to is not null then 'superseded'
        when today.segment_id is null then 'retired'
        else today.unfundable_reason
    end as unfundable_reason,
    changes.attributes_hash
from changes
left join today on changes.segment_id = today.segment_id
