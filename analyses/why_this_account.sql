-- One account and everything that put it where it is. Give the CRM id with
-- --vars '{account: A000123}'; it is bound as a literal, never pasted.
select
    accounts.crm_account_id,
    accounts.account_name,
    accounts.firmographic_band_id,
    accounts.need_state_id,
    accounts.need_state_source,
    accounts.segment_id,
    accounts.segment_null_reason,
    accounts.proposed_segment_tier,
    matrix.tier_reason,
    matrix.clv_proxy_amount,
    matrix.owner_name as segment_owner_name
from {{ ref('dim_account') }} as accounts
left join {{ ref('rpt_tier_matrix') }} as matrix on accounts.segment_id = matrix.segment_id
where accounts.crm_account_id
    = {{ dbt.string_literal(dbt.escape_single_quotes(var('account', 'A000001'))) }}
