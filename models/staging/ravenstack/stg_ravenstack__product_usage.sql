with

daily_usage as (
    select
        subscriptions.account_id,
        feature_usage.usage_date,
        feature_usage.feature_name,
        sum({{ parse_integer('feature_usage.usage_count') }}) as usage_count,
        min(feature_usage.record_number) as record_number,
        min(feature_usage.line_number) as line_number
    from {{ source('ravenstack', 'feature_usage') }} as feature_usage
    left join {{ source('ravenstack', 'subscriptions') }} as subscriptions
        on feature_usage.subscription_id = subscriptions.subscription_id
    group by subscriptions.account_id, feature_usage.usage_date, feature_usage.feature_name
),

{{ mapped_rows('product_usage', 'ravenstack', 'daily_usage', {
    'account_id': 'account_id',
    'usage_date': 'usage_date',
    'metric': 'feature_name',
    'value': 'usage_count',
}) }}

select * from judged_rows
