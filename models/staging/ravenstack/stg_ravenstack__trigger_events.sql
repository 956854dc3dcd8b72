with

{{ mapped_rows('trigger_events', 'ravenstack', source('ravenstack', 'churn_events'), {
    'event_id': 'churn_event_id',
    'account_id': 'account_id',
    'trigger_type': "'churn'",
    'is_first_party': "'true'",
    'occurred_at': 'churn_date',
}) }}

select * from judged_rows
