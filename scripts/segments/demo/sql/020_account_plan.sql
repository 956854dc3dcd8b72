-- One row per account: its kind, and the cell whose economics it has. Positions are a seeded
-- shuffle, so that a kind or a cell is not a run of neighbouring identifiers.
create table account_plan as
with

shuffled as (
    select
        numbers.n as account_no,
        row_number() over (
            order by
                md5(concat_ws('|', parameters.seed, 'account', numbers.n, 'position')),
                numbers.n
        ) as position
    from parameters
    cross join range(1, parameters.accounts + 1) as numbers (n)
),

kinds as (
    select
        shuffled.account_no,
        shuffled.position,
        parameters.seed,
        parameters.classified_accounts,
        case
            when position <= classified_accounts then 'classified'
            when position <= children_after then 'unclassified'
            when position <= merged_after then 'child'
            when position <= deleted_after then 'merged'
            else 'deleted'
        end as kind,
        case
            when position <= classified_accounts then position
            when position <= children_after then position - classified_accounts
            when position <= merged_after then position - children_after
            when position <= deleted_after then position - merged_after
            else position - deleted_after
        end as kind_no,
        merged_accounts
    from shuffled
    cross join parameters
),

-- Every account that is not planted copies the place of a planted one. Merged records take
-- survivors a fixed stride apart, so that no two share one.
placed as (
    select
        *,
        case kind
            when 'classified' then position
            when 'merged' then 1 + (kind_no - 1) * (classified_accounts // merged_accounts)
            else 1 + floor(
                uniform(seed, 'account', account_no, 'like') * classified_accounts
            )::bigint
        end as like_position
    from kinds
)

-- Size quantiles walk by the golden ratio: any run of neighbours in a cell covers the whole
-- distribution, so that the planted means hold without a large sample.
select
    placed.account_no,
    placed.position,
    placed.kind,
    placed.kind_no,
    placed.like_position,
    cells.cell_no,
    case
        when placed.kind = 'classified'
            then (placed.like_position - cells.from_position + 0.5) / cells.accounts
        else uniform(placed.seed, 'account', placed.account_no, 'slice')
    end as slice,
    (placed.position * 0.6180339887498949
        + uniform(placed.seed, 'cell', cells.cell_no, 'size')) % 1.0 as size_quantile,
    case
        when placed.kind <> 'unclassified' then 'known'
        when placed.kind_no % 10 in (0, 2, 4, 6) then 'unbanded'
        when placed.kind_no % 10 in (1, 3, 5, 7) then 'unknown_need'
        else 'unbanded_unknown_need'
    end as gap
from placed
asof join cells on placed.like_position >= cells.from_position;
