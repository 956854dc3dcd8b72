with

{{ mapped_rows('users', 'maven_crm', source('maven_crm', 'sales_teams'), {
    'user_id': 'sales_agent',
    'user_name': 'sales_agent',
    'function': "'sales'",
    'team': 'regional_office',
    'is_active': "'true'",
}) }}

select * from judged_rows
