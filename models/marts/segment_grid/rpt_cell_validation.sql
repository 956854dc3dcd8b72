with

-- The cell of what the other evidence says: the account's band with that need, merges followed.
compared as (
    select
        samples.*,
        evidence.need_state_id as evidence_need_state_id,
        case
            when evidence.need_state_id is not null and grid_modes.grid_mode = 'band_and_need'
                then coalesce(
                        mapped.to_segment_id,
                        samples.firmographic_band_id || '--' || evidence.need_state_id
                    ) = samples.segment_id
        end as is_pattern_match
    from {{ ref('int_cell_samples') }} as samples
    inner join {{ ref('int_grid_modes') }} as grid_modes
        on samples.as_of_date = grid_modes.as_of_date
    left join {{ ref('int_sample_evidence') }} as evidence
        on samples.as_of_date = evidence.as_of_date
        and samples.account_id = evidence.account_id
    left join {{ ref('int_segment_map') }} as mapped
        on samples.as_of_date = mapped.as_of_date
        and samples.firmographic_band_id || '--' || evidence.need_state_id
        = mapped.from_segment_id
),

counted as (
    select
        compared.*,
        count(is_pattern_match) over (partition by segment_id) as evidence_account_count,
        count(case when is_pattern_match then 1 end) over (partition by segment_id)
            as matching_account_count
    from compared
)

select
    counted.as_of_date,
    counted.segment_id,
    counted.account_id,
    run.scoring_run_id,
    cast(counted.sample_rank as bigint) as sample_rank,
    counted.need_state_source,
    counted.evidence_need_state_id,
    counted.is_pattern_match,
    cast(counted.won_account_count as bigint) as won_account_count,
    cast(counted.evidence_account_count as bigint) as evidence_account_count,
    cast(counted.matching_account_count as bigint) as matching_account_count,
    {{ safe_divide('counted.matching_account_count', 'counted.evidence_account_count') }}
        as pattern_share,
    case
        when counted.evidence_account_count < params.validation_sample_min
            then 'insufficient_evidence'
        when counted.matching_account_count
            >= params.validation_min * counted.evidence_account_count then 'pass'
        else 'fail'
    end as validation_status
from counted
cross join {{ ref('core_run') }} as run
cross join {{ ref('core_params') }} as params
