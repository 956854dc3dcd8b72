with

first_engagements as (
    select
        account as account_name,
        min(engage_date) as engaged_on
    from {{ source('maven_crm', 'sales_pipeline') }}
    group by account
),

dated_accounts as (
    select
        accounts.*,
        first_engagements.engaged_on
    from {{ source('maven_crm', 'accounts') }} as accounts
    left join first_engagements on accounts.account = first_engagements.account_name
),

{{ mapped_rows('accounts', 'maven_crm', 'dated_accounts', {
    'account_id': 'account',
    'account_name': 'account',
    'parent_account_id': 'subsidiary_of',
    'industry': 'sector',
    'employee_count': 'employees',
    'annual_revenue_amount': number_times('revenue', 1000000),
    'annual_revenue_currency': "'USD'",
    'country_code': 'office_location',
    'founded_year': 'year_established',
    'created_at': 'engaged_on',
}, repaired=['industry', 'country_code']) }}

select * from judged_rows
