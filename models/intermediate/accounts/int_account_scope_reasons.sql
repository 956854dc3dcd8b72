-- Why the rules put an account out of scope. Of the inclusion rules on one attribute one has to be
-- met, of the exclusion rules none may be; an attribute that is unknown meets nothing.
with

rules as (
    select * from {{ ref('cfg_scope_rules') }}
    where is_active
),

rule_values as (
    select * from {{ ref('int_account_rule_values') }}
),

met_rules as (
    select
        rule_values.as_of_date,
        rule_values.account_id,
        rules.attribute,
        rules.rule_kind,
        rules.reason_code
    from rule_values
    inner join rules on rule_values.attribute = rules.attribute
    where {{ meets_condition('rule_values', 'rules') }}
),

met_inclusions as (
    select distinct
        as_of_date,
        account_id,
        attribute
    from met_rules
    where rule_kind = 'inclusion'
),

known_values as (
    select distinct
        as_of_date,
        account_id,
        attribute
    from rule_values
),

reasons as (
    select
        as_of_date,
        account_id,
        reason_code
    from met_rules
    where rule_kind = 'exclusion'
    union distinct
    select
        accounts.as_of_date,
        accounts.account_id,
        case
            when known_values.account_id is null then rules.attribute || '_unknown'
            else rules.reason_code
        end
    from {{ ref('int_account_attributes') }} as accounts
    inner join rules on rules.rule_kind = 'inclusion'
    left join met_inclusions
        on accounts.as_of_date = met_inclusions.as_of_date
        and accounts.account_id = met_inclusions.account_id
        and rules.attribute = met_inclusions.attribute
    left join known_values
        on accounts.as_of_date = known_values.as_of_date
        and accounts.account_id = known_values.account_id
        and rules.attribute = known_values.attribute
    where met_inclusions.account_id is null
),

numbered as (
    select
        reasons.*,
        row_number() over (partition by as_of_date, account_id order by reason_code) as place
    from reasons
)

select
    as_of_date,
    account_id,
    {{ listed_in_order('reason_code', 'place') }} as scope_rule_reasons
from numbered
group by as_of_date, account_id
