"""What an extract says of later days changes nothing at a past as-of date, whatever the entity.

The demo tenant is run for a day half a year before its extraction: once as it is, once without the
rows that are dated later. Refused rows are taken out of both: they are faults of the extract.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from model_runner import ModelRunner
from segments.contracts import load_input_entities
from segments.demo import write_demo
from segments.landing import land_extracts

AS_OF = date(2025, 12, 31)
EXTRACTED_ON = date(2026, 6, 30)
EXTRACTED_AT = datetime(2026, 6, 30, 23)

# The day on which a row of an entity becomes known.
KNOWN_ON = {
    "opportunities": "created_at",
    "contract_lines": "signed_date",
    "invoices": "invoice_date",
    "account_costs": "cost_month",
    "cost_drivers": "driver_month",
    "fx_rates": "rate_date",
    "contacts": "created_at",
    "activities": "occurred_at",
    "opportunity_stage_history": "entered_at",
    "win_loss_interviews": "interview_date",
    "product_usage": "usage_date",
    "technographics": "detected_date",
    "trigger_events": "occurred_at",
    "market_universe": "counted_on",
    "accounts": "created_at",
}
# Not dated, or read whatever the day: why.
WITHOUT_A_DAY = {
    "users": "who is active is known for today alone",
    "targets": "a target is set before its period",
    "account_history": "a later change still says what held before it",
}


def _is_later(entity: str) -> str:
    return f"coalesce(cast(try_cast({KNOWN_ON[entity]} as timestamp) as date) > '{AS_OF}', false)"


# An account is known by its first row of any of these; one that a family needs stays.
LATER_ACCOUNTS = f"""
    select account_id from landed.accounts
    where {_is_later("accounts")}
    and account_id not in (
        select account_id from landed.opportunities
        where account_id is not null and not {_is_later("opportunities")}
        union all
        select account_id from landed.contract_lines
        where account_id is not null and not {_is_later("contract_lines")}
        union all
        select account_id from landed.invoices
        where account_id is not null and not {_is_later("invoices")}
        union all
        select parent_account_id from landed.accounts where parent_account_id is not null
        union all
        select merged_into_account_id from landed.accounts where merged_into_account_id is not null
    )
"""
LATER_OPPORTUNITIES = (
    f"select opportunity_id from landed.opportunities where {_is_later('opportunities')}"
)


def _marts(runner: ModelRunner) -> dict[str, Any]:
    return {
        model["name"]: runner.query(f"select * from marts.{model['name']} order by all")
        for model in runner.models
        if model["schema"] == "marts"
    }


@pytest.fixture(scope="module")
def demo(model_runner: ModelRunner, tmp_path_factory: pytest.TempPathFactory) -> ModelRunner:
    """The demo tenant as extracted on a later day, without the rows that are refused on ours."""
    folder = tmp_path_factory.mktemp("later")
    write_demo(folder / "landing", accounts=300, as_of=EXTRACTED_ON, market_universe=True)
    entities = load_input_entities(model_runner.project / "contracts")
    connection = model_runner.connection
    land_extracts(folder / "landing", entities, folder / "store", connection)
    connection.execute(
        "update landed.technographics set detected_date = '2026-03-01' where record_number % 5 = 0"
    )
    # Rows of known days that name what is known later would be refused without it.
    for entity, columns in model_runner.landed_columns.items():
        for key, owner, later in (
            ("account_id", "accounts", LATER_ACCOUNTS),
            ("opportunity_id", "opportunities", LATER_OPPORTUNITIES),
        ):
            if key in columns and entity != owner:
                stays = _is_later(entity) if entity in KNOWN_ON else "false"
                connection.execute(
                    f"delete from landed.{entity} where {key} in ({later}) and not {stays}"
                )
    model_runner.set_run(AS_OF, EXTRACTED_AT)
    model_runner.build()
    for entity in model_runner.landed_columns:
        connection.execute(
            f"delete from landed.{entity} where record_number in (select record_number"
            f" from marts.rpt_quarantine where entity = '{entity}')"
        )
    model_runner.build()
    return model_runner


def test_rows_of_later_days_change_no_mart(demo: ModelRunner) -> None:
    assert set(KNOWN_ON) | set(WITHOUT_A_DAY) == set(demo.landed_columns)
    with_later = _marts(demo)
    for entity in KNOWN_ON:
        later = _is_later(entity)
        if entity == "accounts":
            later = f"account_id in ({LATER_ACCOUNTS})"
        ((count,),) = demo.query(f"select count(*) from landed.{entity} where {later}")
        assert count, f"no later row of {entity} to leave out"
        demo.connection.execute(f"delete from landed.{entity} where {later}")
    demo.build()
    assert [name for name, rows in _marts(demo).items() if rows != with_later[name]] == []
