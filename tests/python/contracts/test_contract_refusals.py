"""What the generator cannot enforce stops it, with the place and what is supported."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from segments.contracts.documents import load_documents, suite_tables
from segments.contracts.expectations import expectation_specs, run_suite
from segments.contracts.rules import enforcement
from segments.contracts.stores import DuckDBStore
from segments.errors import InfrastructureFailed, InputRefused

COUNT = {"id": "rule", "type": "library", "metric": "rowCount"}
SQL = {"id": "rule", "type": "sql", "mustBe": 0}
SELECT = "select count(*) from {object} where "
ONE_OF = {"id": "rule", "type": "library", "metric": "invalidValues"}
NULLS = {"id": "rule", "type": "library", "metric": "nullValues"}


def refused_object_rules():
    return {
        "operator": ({**COUNT, "mustNotBe": 3}, "mustNotBe is not supported"),
        "interval operator": ({**COUNT, "mustNotBeBetween": [1, 2]}, "mustNotBeBetween"),
        "contradicting interval": ({**COUNT, "mustBeBetween": [5, 2]}, "no value lies"),
        "count below zero": ({**COUNT, "mustBeLessThan": 0}, "less than 0 rows"),
        "half a row": ({**COUNT, "mustBe": 1.5}, "not a whole number"),
        "unit": ({**COUNT, "mustBe": 1, "unit": "percent"}, "in rows"),
        "argument": ({**COUNT, "mustBe": 1, "arguments": {"x": 1}}, "argument x"),
        "metric": (
            {"id": "rule", "type": "library", "metric": "missingValues", "mustBe": 0},
            "missingValues is not supported",
        ),
        "metric on the object": ({**NULLS, "mustBe": 0}, "belongs on a column"),
        "custom engine": (
            {"id": "rule", "type": "custom", "engine": "soda", "implementation": "x"},
            "type custom is not supported",
        ),
        "schedule": ({**COUNT, "mustBe": 1, "schedule": "0 1 * * *"}, "field schedule"),
        "severity": ({**COUNT, "mustBe": 1, "severity": "info"}, "severity info"),
        "unknown duplicate column": (
            {
                "id": "rule",
                "type": "library",
                "metric": "duplicateValues",
                "mustBe": 0,
                "arguments": {"properties": ["value", "nowhere"]},
            },
            "must list stored columns",
        ),
        "sql of another form": ({**SQL, "query": "select 1"}, "a sql rule is written"),
        "sql with another limit": (
            {**SQL, "mustBe": 3, "query": SELECT + "value = 'a'"},
            "mustBe: 0",
        ),
        "sql after the condition": (
            {**SQL, "query": SELECT + "value = 'a') or (1 = 1"},
            "cannot read",
        ),
        "sql with a second statement": (
            {**SQL, "query": SELECT + "value = 'a'); drop table x; select (1"},
            "cannot read",
        ),
        "sql with grouping": ({**SQL, "query": SELECT + "value = 'a' group by 1"}, "cannot read"),
        "sql with a comment": ({**SQL, "query": SELECT + "value = 'a' -- why"}, "cannot read"),
        "sql with a subquery": (
            {**SQL, "query": SELECT + "value in (select x from read_csv('/etc/passwd'))"},
            "no subquery",
        ),
        "sql of an unknown column": (
            {**SQL, "query": SELECT + "valu = 'a'"},
            "no stored column valu",
        ),
    }


def refused_columns():
    listed = {"validValues": ["a"]}
    return {
        "values of another type": (
            {"quality": [{**ONE_OF, "mustBe": 0, "arguments": {"validValues": [True]}}]},
            "quote words",
        ),
        "no values": (
            {"quality": [{**ONE_OF, "mustBe": 0, "arguments": {"validValues": []}}]},
            "must be a list",
        ),
        "two lists": (
            {
                "quality": [
                    {**ONE_OF, "mustBe": 0, "arguments": listed},
                    {**ONE_OF, "id": "again", "mustBe": 0, "arguments": listed},
                ]
            },
            "two lists of allowed values",
        ),
        "pattern argument": (
            {"quality": [{**ONE_OF, "mustBe": 0, "arguments": {"pattern": "a"}}]},
            "argument pattern",
        ),
        "lower bound on nulls": (
            {"quality": [{**NULLS, "mustBeGreaterThan": 1}]},
            "mustBeGreaterThan 1 is not supported",
        ),
        "more than all": (
            {"quality": [{**NULLS, "mustBeLessThan": 101, "unit": "percent"}]},
            "holds for no table",
        ),
        "unit of nulls": ({"quality": [{**NULLS, "mustBe": 0, "unit": "bytes"}]}, "unit bytes"),
        "option": ({"logicalTypeOptions": {"minLength": 2}}, "logicalTypeOptions minLength"),
        "pattern that is none": (
            {"logicalTypeOptions": {"pattern": "(["}},
            "not a regular expression",
        ),
        "look-ahead, which RE2 lacks": (
            {"logicalTypeOptions": {"pattern": "a(?=b)"}},
            "not a regular expression",
        ),
        "custom property": (
            {"customProperties": [{"property": "mask", "value": "x"}]},
            "custom property mask",
        ),
        "relationship": (
            {"relationships": [{"type": "foreignKey", "to": "a.b"}]},
            "field relationships",
        ),
        "limits that exclude each other": (
            {"logicalType": "integer", "logicalTypeOptions": {"minimum": 5, "maximum": 4}},
            "no value lies",
        ),
        "two minima": (
            {"logicalType": "number", "logicalTypeOptions": {"minimum": 1, "exclusiveMinimum": 0}},
            "contradict",
        ),
        "limit that is no date": (
            {"logicalType": "date", "logicalTypeOptions": {"minimum": "soon"}},
            "ISO 8601",
        ),
        "key without a position": ({"primaryKey": True}, "primaryKeyPosition must count"),
        "key position twice": (
            {"primaryKey": True, "primaryKeyPosition": 1},
            "primaryKeyPosition must count",
        ),
    }


@pytest.mark.parametrize("name", refused_object_rules())
def test_rule_on_the_object_that_cannot_be_mapped_stops_the_generator(name, sandbox, build):
    column, trial = build
    rule, told = refused_object_rules()[name]
    path = sandbox.contract(trial(column("value"), quality=[rule]))
    with pytest.raises(InputRefused) as refusal:
        enforcement(sandbox.contracts)
    message = str(refusal.value)
    assert str(path) in message
    assert "trial" in message
    assert "rule rule" in message
    assert told in message


@pytest.mark.parametrize("name", refused_columns())
def test_column_that_cannot_be_mapped_stops_the_generator(name, sandbox, build):
    column, trial = build
    fields, told = refused_columns()[name]
    path = sandbox.contract(trial(column("value", **fields)))
    with pytest.raises(InputRefused) as refusal:
        enforcement(sandbox.contracts)
    assert str(path) in str(refusal.value)
    assert told in str(refusal.value)


@pytest.mark.parametrize(
    ("sla", "told"),
    [
        ({"property": "freshness", "value": 1, "unit": "d"}, "not supported"),
        ({"property": "availability", "value": 99, "unit": "percent"}, "not supported"),
        ({"property": "freshness", "value": 1, "unit": "y", "element": "trial.day"}, "hours"),
        ({"property": "freshness", "value": -1, "unit": "d", "element": "trial.day"}, "0 or more"),
        ({"property": "freshness", "value": 1, "unit": "d", "element": "trial.value"}, "date"),
        ({"property": "freshness", "value": 1, "unit": "d", "element": "other.day"}, "date"),
    ],
)
def test_service_level_that_nothing_enforces_is_refused(sla, told, sandbox, build):
    column, trial = build
    sandbox.contract(trial(column("value"), column("day", "date")), slaProperties=[sla])
    with pytest.raises(InputRefused, match=told):
        load_documents(sandbox.contracts)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            {**ONE_OF, "mustBe": 0, "severity": "warning", "arguments": {"validValues": ["a"]}},
            "cannot only warn",
        ),
        (
            {**ONE_OF, "mustBeLessThan": 3, "arguments": {"validValues": ["a"]}},
            "staging judges each row",
        ),
    ],
)
def test_input_rule_that_staging_would_not_keep_is_refused(rule, told, sandbox, build):
    column, trial = build
    entity = trial(column("value", quality=[rule]))
    entity[0]["customProperties"] = [{"property": "delivery", "value": "optional"}]
    sandbox.contract(entity, id="crm")
    with pytest.raises(InputRefused, match=told):
        enforcement(sandbox.contracts)


@pytest.mark.parametrize(
    ("logical_type", "options"),
    [("integer", {"exclusiveMaximum": 5}), ("date", {"minimum": "2020-01-01"})],
)
def test_input_range_that_staging_does_not_judge_is_refused(logical_type, options, sandbox, build):
    column, trial = build
    entity = trial(column("value", logical_type, logicalTypeOptions=options))
    entity[0]["customProperties"] = [{"property": "delivery", "value": "optional"}]
    sandbox.contract(entity, id="crm")
    with pytest.raises(InputRefused, match="is not enforced by anything here"):
        enforcement(sandbox.contracts)


def test_rule_on_a_column_dropped_at_landing_is_refused(sandbox, build):
    column, trial = build
    dropped = column(
        "value", required=True, customProperties=[{"property": "landing", "value": "drop"}]
    )
    entity = trial(dropped)
    entity[0]["customProperties"] = [{"property": "delivery", "value": "optional"}]
    sandbox.contract(entity, id="crm")
    with pytest.raises(InputRefused, match="dropped at landing"):
        enforcement(sandbox.contracts)


@pytest.mark.parametrize(("contract", "custom"), [("crm", []), ("marts", ["delivery"])])
def test_object_is_an_input_or_a_mart_never_both_nor_neither(contract, custom, sandbox, build):
    column, trial = build
    entity = trial(column("value"))
    entity[0]["customProperties"] = [{"property": name, "value": "optional"} for name in custom]
    sandbox.contract(entity, id=contract)
    with pytest.raises(InputRefused, match="delivery"):
        load_documents(sandbox.contracts)


def test_object_governed_twice_is_refused(sandbox, build):
    column, trial = build
    sandbox.contract([*trial(column("value")), *trial(column("other"))])
    with pytest.raises(InputRefused, match="already governed"):
        load_documents(sandbox.contracts)


def test_relation_name_cannot_carry_sql(sandbox, build):
    column, trial = build
    entity = trial(column("value"))
    entity[0]["customProperties"] = [{"property": "object", "value": "marts.x; drop table y"}]
    sandbox.contract(entity)
    with pytest.raises(InputRefused, match=r"schema\.table"):
        load_documents(sandbox.contracts)


def test_misspelt_operator_is_refused_instead_of_ignored(sandbox, build):
    column, trial = build
    sandbox.contract(trial(column("value"), quality=[{**COUNT, "mustBeGreaterOrEqual": 1}]))
    with pytest.raises(InputRefused, match="mustBeGreaterOrEqual"):
        load_documents(sandbox.contracts)


def test_broken_yaml_is_refused(sandbox):
    sandbox.text("id: [crm\nschema: }")
    with pytest.raises(InputRefused, match="not a valid ODCS contract"):
        load_documents(sandbox.contracts)


def test_key_written_twice_is_refused(sandbox, build):
    column, trial = build
    path = sandbox.contract(trial(column("value")))
    path.write_text(path.read_text() + "version: 9.9.9\n")
    with pytest.raises(InputRefused, match="stands twice"):
        load_documents(sandbox.contracts)


def test_oversized_contract_is_refused(sandbox, build):
    column, trial = build
    path = sandbox.contract(trial(column("value")))
    path.write_text(path.read_text() + "#" * 1_000_001)
    with pytest.raises(InputRefused, match="larger than"):
        load_documents(sandbox.contracts)


def test_as_of_date_with_a_time_is_refused(sandbox, build):
    column, trial = build
    sandbox.contract(trial(column("value")))
    with pytest.raises(InputRefused, match="as_of_date"):
        sandbox.run(as_of=datetime(2026, 3, 31))


def test_missing_database_is_told_before_great_expectations_starts(sandbox, build):
    column, trial = build
    sandbox.contract(trial(column("value")))
    tables = suite_tables(sandbox.contracts, marts=True)
    with pytest.raises(InfrastructureFailed, match="no such database"):
        run_suite(DuckDBStore(Path("nowhere.duckdb")), tables, datetime(2026, 3, 31).date())


def test_specs_are_in_contract_order_and_name_their_rules(sandbox, build):
    column, trial = build
    sandbox.contract(trial(column("value", required=True), quality=[{**COUNT, "mustBe": 1}]))
    (table,) = suite_tables(sandbox.contracts, marts=True)
    found = [rule.rule_id for rule in expectation_specs(table)]
    assert found == ["primary_key", "trial_id.required", "value.required", "rule"]
