-- Two current segments never share a name, and no name is a mere number such as "Segment 4B".
select
    lower(segment_name) as segment_name,
    count(*) as segment_count
from {{ ref('dim_segment') }}
where is_current and segment_status <> 'retired'
group by lower(segment_name)
having count(*) > 1 or {{ matches('lower(segment_name)', '^segment [0-9a-z]+$') }}
