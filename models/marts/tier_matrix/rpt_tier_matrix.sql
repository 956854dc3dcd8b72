with

run as (
    select * from {{ ref('core_run') }}
),

in_force as (
    select * from {{ ref('fct_tier_in_force') }}
    where is_current
)

select
    scores.as_of_date,
    scores.segment_id,
    scores.scoring_run_id,
    attributes.segment_name,
    attributes.firmographic_band_id,
    attributes.need_state_id,
    cast(accounts.account_count as bigint) as account_count,
    scores.addressable_account_count,
    scores.viable_account_count,
    cast(accounts.customer_account_count as bigint) as customer_account_count,
    cast(accounts.prospect_account_count as bigint) as prospect_account_count,
    scores.proposed_segment_tier,
    in_force.in_force_segment_tier,
    scores.rating_status,
    scores.tier_reason,
    scores.clv_rank,
    scores.clv_third,
    scores.clv_proxy_amount,
    scores.clv_proxy_lower_amount,
    scores.clv_proxy_upper_amount,
    scores.clv_proxy_interval_null_reason,
    scores.measured_clv_proxy_amount,
    scores.clv_null_reason,
    scores.clv_basis,
    scores.expansion_basis,
    scores.clv_factors,
    scores.is_placeholder,
    scores.is_multiple_imputed,
    scores.first_year_acv_amount,
    scores.run_rate_amount,
    scores.grr_24m,
    case when scores.clv_basis = 'revenue' then retention.standard_error end
        as grr_24m_standard_error,
    scores.nrr_24m,
    scores.expansion_multiple_24m,
    scores.cohort_account_count,
    scores.cohort_account_count >= case
        when scores.is_placeholder then params.reliable_n_min
        else params.reliable_money_n_min
    end as is_reliable,
    accounts.arr_amount,
    accounts.known_arr_amount,
    cast(accounts.arr_unknown_account_count as bigint) as arr_unknown_account_count,
    accounts.arr_null_reason,
    {{ safe_divide('accounts.largest_account_arr_amount', 'accounts.arr_amount') }}
        as largest_account_arr_share,
    scores.composite_score,
    scores.composite_rank,
    attributes.owner_id,
    attributes.owner_name,
    attributes.unfundable_reason is null as is_fundable,
    attributes.unfundable_reason,
    case
        when in_force.segment_id is null then 'draft'
        when in_force.scoring_run_id = scores.scoring_run_id then 'in_force'
        else 'proposed'
    end as matrix_state,
    coalesce(approvals.is_approved, false) as is_signed,
    signatures.signatures_given,
    signatures.signatures_missing,
    gate.is_publishable,
    gate.draft_reasons,
    params.reporting_currency as currency_code
from {{ ref('fct_segment_scores') }} as scores
inner join run on scores.as_of_date = run.as_of_date
cross join {{ ref('core_params') }} as params
inner join {{ ref('int_segment_attributes') }} as attributes
    on scores.segment_id = attributes.segment_id
inner join {{ ref('int_segment_accounts') }} as accounts
    on scores.segment_id = accounts.segment_id
    and scores.as_of_date = accounts.as_of_date
left join {{ ref('int_segment_metric_values') }} as retention
    on scores.segment_id = retention.segment_id
    and scores.as_of_date = retention.as_of_date
    and retention.metric_id = 'grr'
    and retention.window_months = 24
    and params.grr_basis = retention.basis
left join in_force on scores.segment_id = in_force.segment_id
left join {{ ref('int_approved_runs') }} as approvals
    on scores.scoring_run_id = approvals.scoring_run_id
left join {{ ref('int_run_signatures') }} as signatures
    on scores.scoring_run_id = signatures.scoring_run_id
inner join {{ ref('rpt_artifact_gate') }} as gate on gate.artifact = 'tier_matrix'
