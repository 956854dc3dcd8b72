{#
    Generated from contracts/*.odcs.yaml by `make generate`; do not edit.
    Per entity: its columns in contract order, its key, its row rules and how nulls are written.
#}
{% macro governed_entities() %}
{{ return({
    "accounts": {
        "columns": [
            {"name": "account_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "account_name", "type": "string", "required": true, "scale": 2, "max_length": 255},
            {"name": "domain", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "parent_account_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "merged_into_account_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "industry", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "naics_code", "type": "string", "required": false, "scale": 2, "max_length": 6},
            {"name": "employee_count", "type": "integer", "required": false, "scale": 2, "minimum": 0},
            {"name": "annual_revenue_amount", "type": "number", "required": false, "scale": 2, "minimum": 0},
            {"name": "annual_revenue_currency", "type": "string", "required": false, "scale": 2, "pattern": "^[A-Z]{3}$"},
            {"name": "country_code", "type": "string", "required": false, "scale": 2, "pattern": "^[A-Z]{2}$"},
            {"name": "region", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "ownership", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "founded_year", "type": "integer", "required": false, "scale": 2, "minimum": 1000, "maximum": 2200},
            {"name": "growth_stage", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "decision_style", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "risk_tolerance", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "digital_maturity", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "regulation_level", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "lifecycle_stage", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "acquisition_source", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "referred_by_account_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "owner_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "territory", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "declared_need_state", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "created_at", "type": "timestamp", "required": true, "scale": 2},
            {"name": "updated_at", "type": "timestamp", "required": false, "scale": 2},
            {"name": "is_deleted", "type": "boolean", "required": false, "scale": 2}
        ],
        "key": ["account_id"],
        "row_rules": [],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "opportunities": {
        "columns": [
            {"name": "opportunity_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "account_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "opportunity_type", "type": "string", "required": false, "scale": 2, "allowed": ["new", "expansion", "renewal"]},
            {"name": "sales_motion", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "product_line", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "amount", "type": "number", "required": false, "scale": 2, "minimum": 0},
            {"name": "currency", "type": "string", "required": false, "scale": 2, "pattern": "^[A-Z]{3}$"},
            {"name": "term_months", "type": "integer", "required": false, "scale": 2, "minimum": 1},
            {"name": "stage", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "status", "type": "string", "required": true, "scale": 2, "allowed": ["open", "won", "lost"]},
            {"name": "created_at", "type": "timestamp", "required": true, "scale": 2},
            {"name": "qualified_date", "type": "date", "required": false, "scale": 2},
            {"name": "first_meeting_date", "type": "date", "required": false, "scale": 2},
            {"name": "close_date", "type": "date", "required": false, "scale": 2, "planned": "status = 'open'"},
            {"name": "lead_source", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "need_state", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "loss_reason", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "owner_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "is_segment_confirmed", "type": "boolean", "required": false, "scale": 2}
        ],
        "key": ["opportunity_id"],
        "row_rules": [
            {"id": "closed_deal_has_close_date", "predicate": "status in ('won', 'lost') and close_date is null"},
            {"id": "close_date_not_before_created", "predicate": "status in ('won', 'lost') and close_date < cast(created_at as date)"},
            {"id": "opportunity_amount_has_currency", "predicate": "amount is not null and currency is null"}
        ],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "users": {
        "columns": [
            {"name": "user_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "user_name", "type": "string", "required": true, "scale": 2, "max_length": 255},
            {"name": "function", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "team", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "is_active", "type": "boolean", "required": true, "scale": 2}
        ],
        "key": ["user_id"],
        "row_rules": [],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "contract_lines": {
        "columns": [
            {"name": "contract_line_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "contract_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "account_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "opportunity_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "product_line", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "charge_type", "type": "string", "required": true, "scale": 2, "allowed": ["recurring", "usage", "one_time", "services"]},
            {"name": "amount", "type": "number", "required": false, "scale": 2, "minimum": 0},
            {"name": "amount_period", "type": "string", "required": false, "scale": 2, "allowed": ["month", "quarter", "year", "term"]},
            {"name": "currency", "type": "string", "required": false, "scale": 2, "pattern": "^[A-Z]{3}$"},
            {"name": "signed_date", "type": "date", "required": true, "scale": 2},
            {"name": "live_date", "type": "date", "required": false, "scale": 2, "planned": true},
            {"name": "start_date", "type": "date", "required": true, "scale": 2, "planned": true},
            {"name": "end_date", "type": "date", "required": false, "scale": 2, "planned": true},
            {"name": "auto_renews", "type": "boolean", "required": false, "scale": 2},
            {"name": "renewed_from_line_id", "type": "string", "required": false, "scale": 2, "max_length": 64}
        ],
        "key": ["contract_line_id"],
        "row_rules": [
            {"id": "end_date_not_before_start", "predicate": "end_date < start_date"},
            {"id": "line_amount_has_currency_and_period", "predicate": "amount is not null and (currency is null or amount_period is null)"},
            {"id": "term_amount_has_end_date", "predicate": "amount_period = 'term' and end_date is null"}
        ],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "fx_rates": {
        "columns": [
            {"name": "currency", "type": "string", "required": true, "scale": 2, "pattern": "^[A-Z]{3}$"},
            {"name": "rate_date", "type": "date", "required": true, "scale": 2},
            {"name": "rate", "type": "number", "required": true, "scale": 8, "exclusive_minimum": 0}
        ],
        "key": ["currency", "rate_date"],
        "row_rules": [],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    }
}) }}
{% endmacro %}
