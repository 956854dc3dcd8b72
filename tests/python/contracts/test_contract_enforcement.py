"""The project's own contracts: every rule has one home, and core is proven by its suite."""

from __future__ import annotations

from collections import Counter

import duckdb
import pytest
import yaml

from segments.contracts.dictionary import write_dictionary
from segments.contracts.documents import suite_tables
from segments.contracts.expectations import run_suite
from segments.contracts.rules import Home, enforcement, governed_rules
from segments.contracts.stores import DuckDBStore

TYPES = {
    "string": "varchar",
    "integer": "bigint",
    "number": "decimal(18, 2)",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
SUFFIX_OF_OPTION = {"maxLength": "max_length", "pattern": "pattern"}


def rules_written_in(document):
    """(object, rule) of all that a contract demands, read from the YAML by itself."""
    for sla in document.get("slaProperties", []):
        if "element" in sla:
            table, name = sla["element"].split(".")
            yield table, f"{name}.freshness"
        else:
            yield "", f"sla_{sla['property']}"
    for table in document["schema"]:
        name = table["name"]
        for custom in table.get("customProperties", []):
            yield name, custom["property"]
        if any(column.get("primaryKey") for column in table["properties"]):
            yield name, "primary_key"
        for column in table["properties"]:
            found = {"type"}
            found |= {custom["property"] for custom in column.get("customProperties", [])}
            found |= {"required"} if column.get("required") or column.get("primaryKey") else set()
            found |= {"unique"} if column.get("unique") else set()
            options = column.get("logicalTypeOptions", {})
            found |= {SUFFIX_OF_OPTION.get(option, "range") for option in options}
            yield from ((name, f"{column['name']}.{suffix}") for suffix in found)
            yield from ((name, rule["id"]) for rule in column.get("quality", []))
        yield from ((name, rule["id"]) for rule in table.get("quality", []))


def test_every_rule_of_every_contract_has_exactly_one_home(project):
    written = Counter()
    for path in sorted((project / "contracts").glob("*.odcs.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        written.update((document["id"], *rule) for rule in rules_written_in(document))
    listed = Counter(
        (rule.source, rule.entity, rule.rule_id) for rule in enforcement(project / "contracts")
    )
    assert written == listed
    assert set(listed.values()) == {1}


def test_homes_follow_the_division_of_the_checks(project):
    homes = {
        (rule.entity, rule.rule_id): rule.home
        for rule in enforcement(project / "contracts")
        if rule.source != "marts"
    }
    assert homes["accounts", "finalNewline"] is Home.LANDING
    assert homes["accounts", "quarantineShareMax"] is Home.RUN
    assert homes["accounts", "accounts_row_count"] is Home.EXPECTATION
    assert homes["accounts", "primary_key"] is Home.EXPECTATION
    assert homes["accounts", "account_name.required"] is Home.STAGING
    assert homes["accounts", "country_code.pattern"] is Home.STAGING
    assert homes["opportunities", "closed_deal_has_close_date"] is Home.STAGING
    assert homes["opportunities", "status_allowed_values"] is Home.STAGING
    assert homes["opportunities", "account_id.references"] is Home.BUILD
    assert homes["users", "email.max_length"] is Home.TEXT


def test_core_suite_holds_keys_counts_values_and_row_rules_but_no_formats(project):
    checked = {
        rule.rule_id
        for table in suite_tables(project / "contracts", marts=False)
        for rule in governed_rules(table)
        if rule.check is not None
    }
    assert {"primary_key", "accounts_row_count", "status_allowed_values"} <= checked
    assert "closed_deal_has_close_date" in checked
    assert not {"country_code.pattern", "account_id.max_length", "amount.range"} & checked


@pytest.fixture
def core(tmp_path, project):
    """Core tables of the contract's shape with one plausible row each."""
    tables = suite_tables(project / "contracts", marts=False)
    database = tmp_path / "segments.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema core")
        for table in tables:
            columns = ", ".join(
                f"{column.name} {TYPES[column.logical_type]}" for column in table.columns
            )
            connection.execute(f"create table {table.object_name} ({columns}, line_number bigint)")
            values = {column.name: None for column in table.columns}
            values |= {
                column.name: column.allowed_values[0]
                if column.allowed_values
                else {"string": "files:A1", "boolean": True, "number": 1, "integer": 1}.get(
                    column.logical_type, "2026-01-01"
                )
                for column in table.columns
                if column.is_required
            }
            values |= {"amount_period": "month"} if "amount_period" in values else {}
            if table.object_name == "core.core_activities":
                values["opportunity_id"] = "files:O1"
            marks = ", ".join("?" for _ in values)
            connection.execute(
                f"insert into {table.object_name} ({', '.join(values)}) values ({marks})",
                list(values.values()),
            )
    return database, tables


def test_core_that_keeps_the_contract_passes(core, as_of):
    database, tables = core
    result = run_suite(DuckDBStore(database), tables, as_of)
    assert result.success, result.failures
    assert result.checked == 115


def test_row_that_staging_let_through_is_told_as_staging_s_fault(core, as_of):
    database, tables = core
    with duckdb.connect(str(database)) as connection:
        connection.execute("update core.core_opportunities set status = 'won', close_date = null")
        connection.execute("delete from core.core_accounts")
    found = {
        failure.rule: failure
        for failure in run_suite(DuckDBStore(database), tables, as_of).failures
    }
    assert set(found) == {"closed_deal_has_close_date", "accounts_row_count"}
    row_rule = found["closed_deal_has_close_date"]
    assert row_rule.failing_keys == ({"opportunity_id": "files:A1"},)
    assert row_rule.remedy.startswith("Staging should have set these rows apart")
    assert found["accounts_row_count"].observed == "0 rows"
    assert "revenue_operations" in found["accounts_row_count"].remedy


def test_data_dictionary_is_the_one_the_contracts_give(project):
    written = (project / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == write_dictionary(project / "contracts"), (
        "run: python -m segments.contracts.dictionary contracts > docs/data-dictionary.md"
    )


def test_dictionary_names_every_column_limit_and_home(sandbox, build):
    column, trial = build
    rule = {
        "id": "rule",
        "type": "sql",
        "mustBe": 0,
        "severity": "warning",
        "description": "No | in it.",
        "query": "select count(*) from {object} where size < 0",
    }
    sandbox.contract(
        trial(
            column(
                "size",
                "integer",
                description="Size in\nunits.",
                logicalTypeOptions={"minimum": 1, "exclusiveMaximum": 9},
            ),
            column("mail", classification="restricted"),
            quality=[rule],
        )
    )
    text = write_dictionary(sandbox.contracts)
    assert "| `trial_id` | integer | key 1 |  |  |" in text
    assert "| `size` | integer | yes | at least 1 and below 9 | Size in units. |" in text
    assert "| `mail` | string | yes | restricted |  |" in text
    assert "| `rule` | No \\| in it. | warning | expectation |" in text
    assert "Contract `marts` 1.2.0" in text
