-- Cosine of the profiles of two surviving cells of one band, on the run's day. 0: nothing in
-- common, or a cell of which nothing is known.
with

profiles as (
    select * from {{ ref('int_segment_need_profiles') }}
),

lengths as (
    select segment_id, {{ order_free_sum('feature_share * feature_share') }} as squared_length
    from profiles
    group by segment_id
),

products as (
    select
        one_side.segment_id,
        other_side.segment_id as other_segment_id,
        {{ order_free_sum('one_side.feature_share * other_side.feature_share') }} as dot_product
    from profiles as one_side
    inner join profiles as other_side
        on one_side.feature_kind = other_side.feature_kind
        and one_side.feature_value = other_side.feature_value
        and one_side.segment_id <> other_side.segment_id
    group by one_side.segment_id, other_side.segment_id
),

cells as (
    select grid.*
    from {{ ref('int_segment_grid') }} as grid
    inner join {{ ref('core_run') }} as run on grid.as_of_date = run.as_of_date
    where grid.cell_status = 'surviving'
)

select
    cells.segment_id,
    others.segment_id as other_segment_id,
    coalesce({{ safe_divide(
        'products.dot_product', 'sqrt(own.squared_length * theirs.squared_length)'
    ) }}, 0) as similarity
from cells
inner join cells as others
    on cells.firmographic_band_id = others.firmographic_band_id
    and cells.segment_id <> others.segment_id
left join products
    on cells.segment_id = products.segment_id
    and others.segment_id = products.other_segment_id
left join lengths as own on cells.segment_id = own.segment_id
left join lengths as theirs on others.segment_id = theirs.segment_id
