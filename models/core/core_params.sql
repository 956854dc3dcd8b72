-- One row: every setting as a column of its type; the profile's value stands before the general.
with

in_use as (
    select coalesce(max(case when param = 'profile' then value end), 'standard') as profile
    from {{ ref('cfg_params') }}
),

settings as (
    select
        params.param,
        coalesce(
            profiles.value, params.value, case params.param when 'profile' then in_use.profile end
        ) as value
    from {{ ref('cfg_params') }} as params
    cross join in_use
    left join {{ ref('cfg_profiles') }} as profiles
        on params.param = profiles.param and in_use.profile = profiles.profile
)

select
    {{ setting('profile') }},
    {{ setting('audit_months', 'integer') }},
    {{ setting('reporting_currency') }},
    {{ setting('fx_rate_max_age_days', 'integer') }},
    {{ setting('business_time_zone') }},
    {{ setting('hierarchy_depth_max', 'integer') }},
    {{ setting('history_quarter_ends', 'integer') }},
    {{ setting('confidence_z', 'decimal(9, 6)') }},
    {{ setting('reliable_n_min', 'integer') }},
    {{ setting('reliable_money_n_min', 'integer') }},
    {{ setting('shrinkage_segment_min', 'integer') }},
    {{ setting('shrinkage_prior_observations', 'integer') }},
    {{ setting('completeness_min', 'decimal(9, 6)') }},
    {{ setting('variable_numeric_bins', 'integer') }},
    {{ setting('variable_bin_share_min', 'decimal(9, 6)') }},
    {{ setting('information_value_suspicious_min', 'decimal(9, 6)') }},
    {{ setting('variable_count_min', 'integer') }}, {{ setting('variable_count_max', 'integer') }},
    {{ setting('firmographic_basis') }},
    {{ setting('firmographic_band_min', 'integer') }},
    {{ setting('firmographic_band_max', 'integer') }},
    {{ setting('account_tier_basis') }},
    {{ setting('account_tier_min', 'integer') }},
    {{ setting('account_tier_max', 'integer') }},
    {{ setting('addressable_share_basis') }},
    {{ setting('kill_share_min', 'decimal(9, 6)') }},
    {{ setting('kill_opportunity_min', 'decimal(18, 2)') }},
    {{ setting('segment_narrow_min', 'integer') }},
    {{ setting('segment_cap_min', 'integer') }},
    {{ setting('segment_cap_max', 'integer') }},
    {{ setting('segment_operable_max', 'integer') }},
    {{ setting('need_state_typical_min', 'integer') }},
    {{ setting('need_state_typical_max', 'integer') }},
    {{ setting('need_opportunity_weight', 'decimal(9, 6)') }},
    {{ setting('interview_recency_months', 'integer') }},
    {{ setting('interview_ok_min', 'integer') }}, {{ setting('interview_warn_min', 'integer') }},
    {{ setting('on_thin') }},
    {{ setting('validation_sample_max', 'integer') }},
    {{ setting('validation_sample_min', 'integer') }},
    {{ setting('validation_min', 'decimal(9, 6)') }},
    {{ setting('unclassified_share_max', 'decimal(9, 6)') }},
    {{ setting('need_evidence_share_min', 'decimal(9, 6)') }},
    {{ setting('arr_rate_date') }},
    {{ setting('acv_window_months', 'integer') }},
    {{ setting('initial_contract_days', 'integer') }},
    {{ setting('resumption_gap_days', 'integer') }},
    {{ setting('resumption_gap_days_short', 'integer') }},
    {{ setting('short_term_months', 'integer') }},
    {{ setting('retention_basis') }},
    {{ setting('mixed_basis_policy') }},
    {{ setting('run_rate_decay_monthly', 'decimal(9, 6)') }},
    {{ setting('grr_basis') }},
    {{ setting('expansion_basis') }},
    {{ setting('clv_factors') }},
    {{ setting('stale_open_days', 'integer') }},
    {{ setting('win_window_months', 'integer') }},
    {{ setting('stage_entry_basis') }},
    {{ setting('pipeline_conversion_quarters', 'integer') }},
    {{ setting('margin_missing_share_max', 'decimal(9, 6)') }},
    {{ setting('expansion_window_months', 'integer') }},
    {{ setting('min_cohort_accounts', 'integer') }},
    {{ setting('a_min_accounts', 'integer') }},
    {{ setting('b_min_accounts', 'integer') }},
    {{ setting('score_normalization') }},
    {{ setting('score_missing_policy') }},
    {{ setting('history_months_min', 'integer') }}, {{ setting('history_months_full', 'integer') }},
    {{ setting('history_closing_months_min', 'integer') }},
    {{ setting('prerequisite_completeness_min', 'decimal(9, 6)') }},
    {{ setting('scoring_closed_deals_min', 'integer') }},
    {{ setting('scoring_override') }},
    {{ setting('scoring_override_reason') }},
    {{ setting('deal_overhead_amount', 'decimal(18, 2)') }},
    {{ setting('finance_export_age_max_days', 'integer') }},
    {{ setting('score_missing_penalty', 'decimal(9, 6)') }},
    {{ setting('rank_correlation_n_min', 'integer') }},
    {{ setting('variable_model_review_days', 'integer') }},
    {{ setting('tier_matrix_rescore_months', 'integer') }},
    {{ setting('account_tiers_refresh_months', 'integer') }},
    {{ setting('revalidation_months', 'integer') }}
from settings
