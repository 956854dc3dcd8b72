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
    "contacts": {
        "columns": [
            {"name": "contact_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "account_id", "type": "string", "required": false, "scale": 2, "max_length": 64, "parent": "accounts"},
            {"name": "title", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "function", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "seniority", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "is_contactable", "type": "boolean", "required": false, "scale": 2},
            {"name": "created_at", "type": "timestamp", "required": false, "scale": 2},
            {"name": "is_deleted", "type": "boolean", "required": false, "scale": 2}
        ],
        "key": ["contact_id"],
        "row_rules": [],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "activities": {
        "columns": [
            {"name": "activity_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "account_id", "type": "string", "required": false, "scale": 2, "max_length": 64, "parent": "accounts"},
            {"name": "opportunity_id", "type": "string", "required": false, "scale": 2, "max_length": 64, "parent": "opportunities"},
            {"name": "contact_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "user_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "activity_type", "type": "string", "required": true, "scale": 2, "max_length": 255},
            {"name": "is_automated", "type": "boolean", "required": false, "scale": 2},
            {"name": "occurred_at", "type": "timestamp", "required": true, "scale": 2},
            {"name": "play", "type": "string", "required": false, "scale": 2, "max_length": 255}
        ],
        "key": ["activity_id"],
        "row_rules": [
            {"id": "activity_has_a_subject", "predicate": "account_id is null and opportunity_id is null"}
        ],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "account_history": {
        "columns": [
            {"name": "account_id", "type": "string", "required": true, "scale": 2, "max_length": 64, "parent": "accounts"},
            {"name": "field_name", "type": "string", "required": true, "scale": 2, "max_length": 255},
            {"name": "valid_from", "type": "timestamp", "required": true, "scale": 2},
            {"name": "old_value", "type": "string", "required": false, "scale": 2, "max_length": 255}
        ],
        "key": ["account_id", "field_name", "valid_from"],
        "row_rules": [],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "opportunity_stage_history": {
        "columns": [
            {"name": "opportunity_id", "type": "string", "required": true, "scale": 2, "max_length": 64, "parent": "opportunities"},
            {"name": "stage", "type": "string", "required": true, "scale": 2, "max_length": 255},
            {"name": "entered_at", "type": "timestamp", "required": true, "scale": 2},
            {"name": "amount", "type": "number", "required": false, "scale": 2, "minimum": 0},
            {"name": "currency", "type": "string", "required": false, "scale": 2, "pattern": "^[A-Z]{3}$"}
        ],
        "key": ["opportunity_id", "stage", "entered_at"],
        "row_rules": [
            {"id": "stage_amount_has_currency", "predicate": "amount is not null and currency is null"}
        ],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "win_loss_interviews": {
        "columns": [
            {"name": "interview_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "account_id", "type": "string", "required": false, "scale": 2, "max_length": 64, "parent": "accounts"},
            {"name": "opportunity_id", "type": "string", "required": false, "scale": 2, "max_length": 64, "parent": "opportunities"},
            {"name": "need_states", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "committee_shape", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "interview_date", "type": "date", "required": true, "scale": 2}
        ],
        "key": ["interview_id"],
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
    },
    "invoices": {
        "columns": [
            {"name": "invoice_line_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "invoice_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "account_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "invoice_date", "type": "date", "required": true, "scale": 2},
            {"name": "service_start_date", "type": "date", "required": false, "scale": 2, "planned": true},
            {"name": "service_end_date", "type": "date", "required": false, "scale": 2, "planned": true},
            {"name": "charge_type", "type": "string", "required": true, "scale": 2, "allowed": ["recurring", "usage", "one_time", "services"]},
            {"name": "amount", "type": "number", "required": true, "scale": 2},
            {"name": "currency", "type": "string", "required": true, "scale": 2, "pattern": "^[A-Z]{3}$"}
        ],
        "key": ["invoice_line_id"],
        "row_rules": [
            {"id": "service_end_not_before_start", "predicate": "service_end_date < service_start_date"}
        ],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "account_costs": {
        "columns": [
            {"name": "cost_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "account_id", "type": "string", "required": false, "scale": 2, "max_length": 64},
            {"name": "cost_month", "type": "date", "required": true, "scale": 2},
            {"name": "cost_type", "type": "string", "required": true, "scale": 2, "allowed": ["cogs", "support", "success", "delivery", "hosting", "pre_sales", "account_management", "escalations"]},
            {"name": "amount", "type": "number", "required": true, "scale": 2},
            {"name": "currency", "type": "string", "required": true, "scale": 2, "pattern": "^[A-Z]{3}$"}
        ],
        "key": ["cost_id"],
        "row_rules": [
            {"id": "cost_month_is_a_first_day", "predicate": "extract(day from cost_month) <> 1"}
        ],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "cost_drivers": {
        "columns": [
            {"name": "account_id", "type": "string", "required": true, "scale": 2, "max_length": 64, "parent": "accounts"},
            {"name": "driver_month", "type": "date", "required": true, "scale": 2},
            {"name": "driver", "type": "string", "required": true, "scale": 2, "allowed": ["tickets", "hours", "usage"]},
            {"name": "quantity", "type": "number", "required": true, "scale": 4, "minimum": 0}
        ],
        "key": ["account_id", "driver_month", "driver"],
        "row_rules": [
            {"id": "driver_month_is_a_first_day", "predicate": "extract(day from driver_month) <> 1"}
        ],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "targets": {
        "columns": [
            {"name": "period_start_date", "type": "date", "required": true, "scale": 2, "planned": true},
            {"name": "segment_id", "type": "string", "required": true, "scale": 2, "max_length": 129, "is_configured": true},
            {"name": "period_end_date", "type": "date", "required": true, "scale": 2, "planned": true},
            {"name": "budget_amount", "type": "number", "required": false, "scale": 2, "minimum": 0},
            {"name": "revenue_target_amount", "type": "number", "required": false, "scale": 2, "minimum": 0},
            {"name": "pipeline_target_amount", "type": "number", "required": false, "scale": 2, "minimum": 0},
            {"name": "currency", "type": "string", "required": false, "scale": 2, "pattern": "^[A-Z]{3}$"}
        ],
        "key": ["period_start_date", "segment_id"],
        "row_rules": [
            {"id": "target_period_not_reversed", "predicate": "period_end_date < period_start_date"},
            {"id": "target_amount_has_currency", "predicate": "currency is null and coalesce(budget_amount, revenue_target_amount, pipeline_target_amount) is not null"}
        ],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "technographics": {
        "columns": [
            {"name": "account_id", "type": "string", "required": true, "scale": 2, "max_length": 64, "parent": "accounts"},
            {"name": "technology", "type": "string", "required": true, "scale": 2, "max_length": 255},
            {"name": "category", "type": "string", "required": false, "scale": 2, "max_length": 255},
            {"name": "detected_date", "type": "date", "required": false, "scale": 2}
        ],
        "key": ["account_id", "technology"],
        "row_rules": [],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "trigger_events": {
        "columns": [
            {"name": "event_id", "type": "string", "required": true, "scale": 2, "max_length": 64},
            {"name": "account_id", "type": "string", "required": true, "scale": 2, "max_length": 64, "parent": "accounts"},
            {"name": "trigger_type", "type": "string", "required": true, "scale": 2, "max_length": 255},
            {"name": "strength", "type": "number", "required": false, "scale": 2, "minimum": 0},
            {"name": "is_first_party", "type": "boolean", "required": false, "scale": 2},
            {"name": "occurred_at", "type": "timestamp", "required": true, "scale": 2},
            {"name": "provider", "type": "string", "required": false, "scale": 2, "max_length": 255}
        ],
        "key": ["event_id"],
        "row_rules": [],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "market_universe": {
        "columns": [
            {"name": "firmographic_band_id", "type": "string", "required": true, "scale": 2, "max_length": 64, "is_configured": true},
            {"name": "need_state_id", "type": "string", "required": true, "scale": 2, "max_length": 64, "is_configured": true},
            {"name": "account_count", "type": "integer", "required": true, "scale": 2, "minimum": 0},
            {"name": "counted_on", "type": "date", "required": false, "scale": 2}
        ],
        "key": ["firmographic_band_id", "need_state_id"],
        "row_rules": [],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    },
    "product_usage": {
        "columns": [
            {"name": "account_id", "type": "string", "required": true, "scale": 2, "max_length": 64, "parent": "accounts"},
            {"name": "usage_date", "type": "date", "required": true, "scale": 2},
            {"name": "metric", "type": "string", "required": true, "scale": 2, "max_length": 255},
            {"name": "value", "type": "number", "required": true, "scale": 4, "minimum": 0}
        ],
        "key": ["account_id", "usage_date", "metric"],
        "row_rules": [],
        "null_tokens": ["N/A", "n/a", "#N/A", "NULL", "null", "Unknown", "unknown", "TBD", "tbd", "-"],
        "locale": "plain"
    }
}) }}
{% endmacro %}
