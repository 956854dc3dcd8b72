-- The marts that the report reads, as published: names, types and order of their columns.
create schema marts;

create table marts.dim_scoring_run (
    scoring_run_id varchar,
    as_of_date date,
    first_publish_sequence bigint,
    is_current boolean,
    is_in_force boolean,
    is_approved boolean,
    segment_count bigint,
    a_segment_count bigint,
    b_segment_count bigint,
    c_segment_count bigint,
    input_hash varchar,
    model_hash varchar
);

create table marts.rpt_tier_matrix (
    as_of_date date,
    segment_id varchar,
    scoring_run_id varchar,
    segment_name varchar,
    firmographic_band_id varchar,
    need_state_id varchar,
    account_count bigint,
    addressable_account_count bigint,
    viable_account_count bigint,
    customer_account_count bigint,
    prospect_account_count bigint,
    proposed_segment_tier varchar,
    in_force_segment_tier varchar,
    rating_status varchar,
    tier_reason varchar,
    clv_rank bigint,
    clv_third bigint,
    clv_proxy_amount decimal(18,2),
    clv_null_reason varchar,
    clv_basis varchar,
    expansion_basis varchar,
    is_placeholder boolean,
    is_multiple_imputed boolean,
    first_year_acv_amount decimal(18,2),
    run_rate_amount decimal(18,2),
    grr_24m double,
    grr_24m_standard_error double,
    nrr_24m double,
    expansion_multiple_24m double,
    cohort_account_count bigint,
    is_reliable boolean,
    arr_amount decimal(18,2),
    arr_null_reason varchar,
    largest_account_arr_share double,
    composite_score double,
    composite_rank bigint,
    owner_id varchar,
    owner_name varchar,
    is_fundable boolean,
    unfundable_reason varchar,
    matrix_state varchar,
    is_signed boolean,
    currency_code varchar
);

create table marts.rpt_segment_grid (
    as_of_date date,
    segment_id varchar,
    scoring_run_id varchar,
    firmographic_band_id varchar,
    need_state_id varchar,
    band_label varchar,
    need_state_name varchar,
    segment_name varchar,
    band_order bigint,
    need_state_order bigint,
    grid_mode varchar,
    cell_status varchar,
    kill_reasons varchar,
    account_count bigint,
    addressable_account_count bigint,
    viable_account_count bigint,
    customer_account_count bigint,
    prospect_account_count bigint,
    addressable_share_basis varchar,
    addressable_share_numerator decimal(18,2),
    addressable_share_denominator decimal(18,2),
    addressable_share double,
    first_year_acv_amount decimal(18,2),
    acv_level varchar,
    annual_opportunity_amount decimal(18,2),
    arr_amount decimal(18,2),
    arr_null_reason varchar,
    opportunity_null_reason varchar,
    is_candidate boolean,
    is_provisional boolean,
    is_draft boolean,
    is_reconstructed boolean
);

create table marts.fct_segment_score_components (
    as_of_date date,
    segment_id varchar,
    component varchar,
    scoring_run_id varchar,
    component_label varchar,
    raw_value double,
    normalized_value double,
    configured_weight decimal(9,6),
    weight double,
    contribution double,
    is_imputed boolean
);

create table marts.rpt_arr_reconciliation (
    as_of_date date,
    bucket varchar,
    bucket_order bigint,
    scoring_run_id varchar,
    payer_count bigint,
    line_count bigint,
    arr_amount decimal(18,2),
    fx_effect_amount decimal(18,2),
    finance_arr_amount decimal(18,2),
    arr_null_reason varchar,
    currency_code varchar
);

create table marts.rpt_variable_model (
    as_of_date date,
    variable_name varchar,
    scoring_run_id varchar,
    variable_label varchar,
    bucket varchar,
    subtype varchar,
    role varchar,
    source_system varchar,
    source_entity varchar,
    eligible_population varchar,
    owner varchar,
    eligible_account_count bigint,
    valid_account_count bigint,
    completeness double,
    is_kept boolean,
    cut_reason varchar,
    is_reconstructed boolean
);

create table marts.rpt_findings (
    check_id varchar,
    object_id varchar,
    evidence varchar,
    as_of_date date,
    scoring_run_id varchar,
    check_label varchar,
    severity varchar,
    owner varchar,
    remedy varchar
);

create table marts.fct_signoffs (
    signoff_id varchar,
    scoring_run_id varchar,
    artifact varchar,
    function varchar,
    signed_by varchar,
    signature_status varchar,
    is_for_run_in_force boolean,
    is_for_current_proposal boolean,
    artifact_hash varchar,
    result_hash varchar,
    signed_on date
);

create table marts.fct_tier_in_force (
    segment_id varchar,
    valid_from date,
    valid_to date,
    is_current boolean,
    in_force_segment_tier varchar,
    change_reason varchar,
    decision_id varchar,
    scoring_run_id varchar
);

create table marts.dim_segment (
    segment_id varchar,
    valid_from date,
    valid_to date,
    is_current boolean,
    segment_name varchar,
    firmographic_band_id varchar,
    need_state_id varchar,
    segment_status varchar,
    owner_id varchar,
    owner_name varchar,
    is_fundable boolean,
    unfundable_reason varchar,
    attributes_hash varchar
);

create table marts.rpt_need_states (
    as_of_date date,
    need_state_id varchar,
    need_state_name varchar,
    priority_order bigint,
    account_count bigint,
    addressable_account_count bigint,
    declared_account_count bigint,
    opportunity_evidence_account_count bigint
);

create table marts.rpt_quarantine (
    entity varchar,
    file_name varchar,
    record_number bigint,
    line_number bigint,
    source_record_id varchar,
    first_reason varchar,
    reasons varchar,
    scoring_run_id varchar,
    as_of_date date
);

create table marts.dim_account (
    account_id varchar,
    crm_account_id varchar,
    source_system varchar,
    account_name varchar,
    domain varchar,
    parent_account_id varchar,
    resolved_account_id varchar,
    firmographic_band_id varchar,
    need_state_id varchar,
    need_state_source varchar,
    segment_id varchar,
    segment_name varchar,
    segment_null_reason varchar,
    proposed_segment_tier varchar,
    in_force_segment_tier varchar,
    account_tier varchar,
    account_tier_reason varchar,
    account_tier_null_reason varchar,
    owner_id varchar,
    is_in_scope boolean,
    out_of_scope_reasons varchar,
    scope_override varchar,
    is_addressable boolean,
    is_viable boolean,
    is_customer boolean,
    arr_amount decimal(18,2),
    arr_null_reason varchar,
    as_of_date date
);
