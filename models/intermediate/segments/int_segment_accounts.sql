-- How many accounts each cell has, and what they pay. Customers and ARR are unknown, not none,
-- where finance does not deliver what shows them.
with

accounts as (
    select * from {{ ref('int_account_segments') }}
),

counted as (
    select
        segments.as_of_date,
        segments.segment_id,
        count(accounts.account_id) as account_count,
        sum(case when accounts.is_addressable then 1 else 0 end) as addressable_account_count,
        -- Nobody is known to be a prospect where nobody says who is a customer.
        case
            when count(accounts.is_customer) = count(accounts.account_id)
                then sum(case
                        when accounts.is_addressable and not accounts.is_customer then 1
                        else 0
                    end)
        end as addressable_prospect_count,
        sum(case when accounts.is_viable then 1 else 0 end) as viable_account_count,
        sum(case when accounts.is_customer then 1 else 0 end) as customer_account_count,
        sum(case when not accounts.is_customer then 1 else 0 end) as prospect_account_count,
        sum(case when accounts.is_customer and accounts.arr_amount is null then 1 else 0 end)
            as arr_unknown_account_count,
        -- Customers of whom finance shares no amount at all pay an unknown sum, not nothing.
        case
            when count(case when accounts.is_customer then 1 end) = 0
                or count(case when accounts.is_customer then accounts.arr_amount end) > 0
                then coalesce(sum(accounts.arr_amount), 0)
        end as known_arr_amount,
        max(accounts.arr_amount) as largest_account_arr_amount
    from {{ ref('int_segments') }} as segments
    left join accounts
        on segments.segment_id = accounts.segment_id
        and segments.as_of_date = accounts.as_of_date
    group by segments.as_of_date, segments.segment_id
)

select
    counted.as_of_date,
    counted.segment_id,
    counted.account_count,
    counted.addressable_account_count,
    case when finance.is_customer_known then counted.addressable_prospect_count end
        as addressable_prospect_count,
    counted.viable_account_count,
    case when finance.is_customer_known then counted.customer_account_count end
        as customer_account_count,
    case when finance.is_customer_known then counted.prospect_account_count end
        as prospect_account_count,
    -- The whole, only where nothing of it is missing.
    cast(case
        when finance.has_contract_lines and counted.arr_unknown_account_count = 0
            then counted.known_arr_amount
    end as {{ t_money() }}) as arr_amount,
    cast(case when finance.has_contract_lines then counted.known_arr_amount end as {{ t_money() }})
        as known_arr_amount,
    case when finance.has_contract_lines then counted.arr_unknown_account_count end
        as arr_unknown_account_count,
    cast(counted.largest_account_arr_amount as {{ t_money() }}) as largest_account_arr_amount,
    case
        when not finance.has_contract_lines then finance.arr_null_reason
        when counted.arr_unknown_account_count > 0 then 'amount_not_shared'
    end as arr_null_reason
from counted
cross join {{ ref('int_finance_capability') }} as finance
