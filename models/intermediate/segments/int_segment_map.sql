{#-
    Five doublings follow chains of up to 32 merges, more than a band can have cells.
-#}
-- Where the accounts of a merged cell count, on each as-of date from the day of the merge. Chains
-- are followed to their end: where A went to B and B to C, A counts in C.
with

hops_0 as (
    select
        grid_modes.as_of_date,
        mapped.from_segment_id,
        mapped.to_segment_id
    from {{ ref('cfg_segment_map') }} as mapped
    inner join {{ ref('int_grid_modes') }} as grid_modes
        on mapped.effective_date <= grid_modes.as_of_date
    where grid_modes.grid_mode = 'band_and_need'
)

{%- for doubling in range(5) %},

hops_{{ doubling + 1 }} as (
    select
        hops.as_of_date,
        hops.from_segment_id,
        coalesce(further.to_segment_id, hops.to_segment_id) as to_segment_id
    from hops_{{ doubling }} as hops
    left join hops_{{ doubling }} as further
        on hops.as_of_date = further.as_of_date
        and hops.to_segment_id = further.from_segment_id
)
{%- endfor %}

select * from hops_5
