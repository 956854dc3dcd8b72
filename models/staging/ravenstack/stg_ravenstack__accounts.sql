with

{{ mapped_rows('accounts', 'ravenstack', source('ravenstack', 'accounts'), {
    'account_id': 'account_id',
    'account_name': 'account_name',
    'industry': 'industry',
    'country_code': 'country',
    'lifecycle_stage': "case churn_flag when 'True' then 'churned' else 'customer' end",
    'acquisition_source': 'referral_source',
    'created_at': 'signup_date',
}, repaired=['country_code']) }}

select * from judged_rows
