-- Each change of what a segment is, published before or new today, and the day of the next one.
with

run as (
    select * from {{ ref('core_run') }}
),

states as (
    select
        history.segment_id,
        history.segment_name,
        history.segment_status,
        history.owner_id,
        history.attributes_hash,
        history.publish_sequence,
        history.as_of_date
    from {{ source('history', 'segments') }} as history
    inner join run on history.as_of_date <= run.as_of_date
    union all
    select
        today.segment_id,
        today.segment_name,
        today.segment_status,
        today.owner_id,
        today.attributes_hash,
        run.publish_sequence,
        run.as_of_date
    from {{ ref('int_segment_attributes') }} as today
    cross join run
),

-- Of several publications for one day the last one is what held.
last_of_day as (
    select
        states.*,
        row_number() over (
            partition by segment_id, as_of_date order by publish_sequence desc nulls last
        ) as state_rank
    from states
),

compared as (
    select
        last_of_day.*,
        lag(attributes_hash) over (partition by segment_id order by as_of_date) as hash_before
    from last_of_day
    where state_rank = 1
)

select
    segment_id,
    segment_name,
    segment_status,
    owner_id,
    attributes_hash,
    as_of_date as valid_from,
    lead(as_of_date) over (partition by segment_id order by as_of_date) as valid_to
from compared
where hash_before is null or hash_before <> attributes_hash
