-- Surviving and provisional segments by CLV proxy. Only segments of one basis are ranked against
-- each other, unless the policy ranks all together, and thirds need three of them.
with

surviving as (
    select
        factors.*,
        grid.addressable_account_count,
        grid.revenue_account_count,
        grid.viable_account_count,
        case params.mixed_basis_policy
            when 'within_basis' then factors.retention_basis
            else params.mixed_basis_policy
        end as ranked_with,
        case
            when factors.clv_proxy_amount is null then 'unscored'
            when factors.cohort_account_count < params.min_cohort_accounts then 'unproven'
            when factors.imputed_factor_count >= params.unproven_imputed_factor_min then 'unproven'
            else 'rated'
        end as rating_status
    from {{ ref('int_segment_clv_factors') }} as factors
    inner join {{ ref('int_segment_grid') }} as grid
        on factors.as_of_date = grid.as_of_date
        and factors.segment_id = grid.segment_id
    cross join {{ ref('core_params') }} as params
    where grid.cell_status in ('surviving', 'provisional')
),

ranked as (
    select
        as_of_date,
        segment_id,
        row_number() over (clv_order) as clv_rank,
        ntile(3) over (clv_order) as clv_third,
        count(*) over (partition by as_of_date, ranked_with) as rated_segment_count
    from surviving
    where rating_status = 'rated'
    window clv_order as (
        partition by as_of_date, ranked_with
        order by
            clv_proxy_amount desc nulls last,
            addressable_account_count desc nulls last,
            segment_id asc
    )
)

select
    surviving.*,
    ranked.clv_rank,
    case when ranked.rated_segment_count >= 3 then ranked.clv_third end as clv_third,
    ranked.rated_segment_count
from surviving
left join ranked
    on surviving.as_of_date = ranked.as_of_date
    and surviving.segment_id = ranked.segment_id
