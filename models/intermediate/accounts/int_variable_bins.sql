-- The bin of each account on each variable, among the accounts that have the outcome. Numbers go
-- into equal parts by rank, other values stand for themselves; a bin with too few accounts joins
-- the others, and a missing value is a bin of its own.

with

params as (
    select * from {{ ref('core_params') }}
),

observed as (
    select
        predictors.*,
        case when is_number then cast(variable_value as {{ t_double() }}) end as numeric_value
    from {{ ref('int_variable_predictors') }} as predictors
),

ranked as (
    select
        observed.*,
        rank() over (
            partition by target, variable_name order by numeric_value asc nulls last
        ) - 1 as values_below,
        count(numeric_value) over (partition by target, variable_name) as number_count,
        count(*) over (partition by target, variable_name) as account_count
    from observed
),

labelled as (
    select
        ranked.*,
        case
            when ranked.variable_value is null then 'missing'
            when ranked.numeric_value is not null
                then 'part ' || cast(cast(floor({{ safe_divide(
                    'params.variable_numeric_bins * ranked.values_below', 'ranked.number_count'
                ) }}) as integer) as {{ dbt.type_string() }})
            else ranked.variable_value
        end as raw_bin
    from ranked
    cross join params
),

counted as (
    select
        labelled.*,
        count(*) over (partition by target, variable_name, raw_bin) as bin_account_count
    from labelled
)

select
    counted.target,
    counted.variable_name,
    counted.account_id,
    counted.outcome,
    case
        when counted.raw_bin = 'missing' then 'missing'
        when counted.bin_account_count < params.variable_bin_share_min * counted.account_count
            then 'other values'
        else counted.raw_bin
    end as bin
from counted
cross join params
