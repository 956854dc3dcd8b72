with

first_orders as (
    select
        ResellerKey as reseller_key,
        min(OrderDate) as ordered_on
    from {{ source('adventureworks_resellers', 'reseller_sales') }}
    group by ResellerKey
),

placed_resellers as (
    select
        resellers.*,
        geography.CountryRegionCode as country,
        geography.StateProvinceName as state,
        geography.SalesTerritoryKey as sales_territory,
        coalesce(first_orders.ordered_on, cast(run.as_of_date as {{ dbt.type_string() }}))
            as known_from
    from {{ source('adventureworks_resellers', 'resellers') }} as resellers
    cross join {{ source('landed', 'run_context') }} as run
    left join {{ source('adventureworks_resellers', 'geography') }} as geography
        on resellers.GeographyKey = geography.GeographyKey
    left join first_orders on resellers.ResellerKey = first_orders.reseller_key
),

{{ mapped_rows('accounts', 'adventureworks_resellers', 'placed_resellers', {
    'account_id': 'ResellerKey',
    'account_name': 'ResellerName',
    'industry': 'BusinessType',
    'employee_count': 'NumberEmployees',
    'annual_revenue_amount': 'AnnualRevenue',
    'country_code': 'country',
    'region': 'state',
    'territory': 'sales_territory',
    'founded_year': 'YearOpened',
    'created_at': 'known_from',
}) }}

select * from judged_rows
