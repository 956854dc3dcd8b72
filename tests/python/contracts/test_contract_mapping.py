"""Each rule a contract can hold: it passes on good rows and fails on bad ones, naming the keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest


@dataclass(frozen=True)
class Case:
    """A rule on `value` (or on the object), rows that keep it and rows that break it."""

    name: str
    good: str
    bad: str
    failing: tuple[int, ...]
    rule: str
    logical_type: str = "string"
    value: dict[str, Any] = field(default_factory=dict)
    on_object: list[dict[str, Any]] = field(default_factory=list)
    slas: list[dict[str, Any]] = field(default_factory=list)


def rows(values: str, kind: str = "varchar") -> str:
    """Rows (1, first), (2, second) … of the listed SQL values."""
    items = ", ".join(f"({n}, {value})" for n, value in enumerate(values.split("; "), start=1))
    return (
        f"select trial_id, cast(value as {kind}) as value from (values {items}) t(trial_id, value)"
    )


def library(metric: str, **fields: Any) -> dict[str, Any]:
    return {"quality": [{"id": "rule", "type": "library", "metric": metric, **fields}]}


def counted(**operator: Any) -> list[dict[str, Any]]:
    return [{"id": "rule", "type": "library", "metric": "rowCount", **operator}]


ONE, TWO, THREE = rows("'a'"), rows("'a'; 'b'"), rows("'a'; 'b'; 'c'")
NONE = f"{ONE} where false"
ALLOWED = {"validValues": ["a", "it's"]}
COPIES = {"type": "library", "metric": "duplicateValues"}
SQL = "select count(*) from {object} where "
# Quotes, braces, colons, backslashes and percent signs all pass through GX and SQLAlchemy.
NASTY = r"^a{2}'\d :x%\:$"

CASES = [
    Case("required", TWO, rows("'a'; null"), (2,), "value.required", value={"required": True}),
    Case(
        "unique",
        rows("'a'; null; null"),
        rows("'a'; 'b'; 'a'"),
        (1, 3),
        "value.unique",
        value={"unique": True},
    ),
    Case("primary key", ONE, f"{ONE} union all {ONE}", (1,), "primary_key"),
    Case(
        "primary key is not null",
        ONE,
        "select null::int as trial_id, 'a' as value",
        (None,),
        "trial_id.required",
    ),
    Case(
        "allowed values",
        rows("'a'; 'it''s'; null"),
        rows("'a'; 'A'; 'b'"),
        (2, 3),
        "rule",
        value=library("invalidValues", mustBe=0, arguments=ALLOWED),
    ),
    Case(
        "allowed numbers",
        rows("1; null", "int"),
        rows("1; 2", "int"),
        (2,),
        "rule",
        "integer",
        value=library("invalidValues", mustBe=0, arguments={"validValues": [1, 3]}),
    ),
    Case(
        "allowed values, limit",
        rows("'a'; 'b'; 'a'; 'a'"),
        rows("'a'; 'b'"),
        (2,),
        "rule",
        value=library("invalidValues", mustBeLessThan=50, unit="percent", arguments=ALLOWED),
    ),
    Case("nulls none", TWO, rows("'a'; null"), (2,), "rule", value=library("nullValues", mustBe=0)),
    Case(
        "nulls at most",
        rows("'a'; null"),
        rows("null; null"),
        (1, 2),
        "rule",
        value=library("nullValues", mustBeLessOrEqualTo=1),
    ),
    Case(
        "nulls percent at the limit",
        rows("'a'; null"),
        rows("'a'; null; null"),
        (2, 3),
        "rule",
        value=library("nullValues", mustBeLessOrEqualTo=50, unit="percent"),
    ),
    Case(
        "nulls percent below",
        rows("'a'; 'b'; null"),
        rows("'a'; null"),
        (2,),
        "rule",
        value=library("nullValues", mustBeLessThan=50, unit="percent"),
    ),
    Case(
        "duplicates none",
        rows("'a'; null; null"),
        rows("'a'; 'a'; 'b'"),
        (1, 2),
        "rule",
        value=library("duplicateValues", mustBe=0),
    ),
    Case(
        "duplicates at most",
        rows("'a'; 'a'"),
        rows("'a'; 'a'; 'a'"),
        (1, 2, 3),
        "rule",
        value=library("duplicateValues", mustBeLessOrEqualTo=2),
    ),
    Case(
        "duplicates percent",
        rows("'a'; 'a'; 'b'; 'c'"),
        rows("'a'; 'a'; 'b'"),
        (1, 2),
        "rule",
        value=library("duplicateValues", mustBeLessOrEqualTo=50, unit="percent"),
    ),
    Case(
        "duplicates over columns",
        TWO,
        f"{TWO} union all {ONE}",
        (1,),
        "rule",
        on_object=[
            {
                "id": "rule",
                **COPIES,
                "mustBe": 0,
                "arguments": {"properties": ["trial_id", "value"]},
            }
        ],
    ),
    Case("row count is", TWO, ONE, (), "rule", on_object=counted(mustBe=2)),
    Case("row count above", TWO, ONE, (), "rule", on_object=counted(mustBeGreaterThan=1)),
    Case("row count at least", TWO, ONE, (), "rule", on_object=counted(mustBeGreaterOrEqualTo=2)),
    Case("row count below", ONE, TWO, (), "rule", on_object=counted(mustBeLessThan=2)),
    Case("row count at most", TWO, THREE, (), "rule", on_object=counted(mustBeLessOrEqualTo=2)),
    Case("row count between", THREE, ONE, (), "rule", on_object=counted(mustBeBetween=[2, 3])),
    Case(
        "row count of an empty table",
        ONE,
        NONE,
        (),
        "rule",
        on_object=counted(mustBeGreaterOrEqualTo=1),
    ),
    Case(
        "minimum",
        rows("0; null", "int"),
        rows("0; -1", "int"),
        (2,),
        "value.range",
        "integer",
        value={"logicalTypeOptions": {"minimum": 0}},
    ),
    Case(
        "maximum",
        rows("1.0", "decimal(18,2)"),
        rows("1.01; 1", "decimal(18,2)"),
        (1,),
        "value.range",
        "number",
        value={"logicalTypeOptions": {"maximum": 1}},
    ),
    Case(
        "exclusive minimum",
        rows("0.1", "double"),
        rows("0", "double"),
        (1,),
        "value.range",
        "number",
        value={"logicalTypeOptions": {"exclusiveMinimum": 0}},
    ),
    Case(
        "exclusive maximum",
        rows("4", "int"),
        rows("4; 5", "int"),
        (2,),
        "value.range",
        "integer",
        value={"logicalTypeOptions": {"minimum": 1, "exclusiveMaximum": 5}},
    ),
    Case(
        "date range",
        rows("'2020-01-01'", "date"),
        rows("'2019-12-31'; '2021-01-02'", "date"),
        (1, 2),
        "value.range",
        "date",
        value={"logicalTypeOptions": {"minimum": "2020-01-01", "maximum": "2021-01-01"}},
    ),
    Case(
        "timestamp range",
        rows("'2020-01-01 00:00:01'", "timestamp"),
        rows("'2020-01-01 00:00:00'", "timestamp"),
        (1,),
        "value.range",
        "timestamp",
        value={"logicalTypeOptions": {"exclusiveMinimum": "2020-01-01T01:00:00+01:00"}},
    ),
    Case(
        "max length",
        rows("'äbc'; null"),
        rows("'abcd'; 'abc'"),
        (1,),
        "value.max_length",
        value={"logicalTypeOptions": {"maxLength": 3}},
    ),
    Case(
        "pattern",
        rows("'USD'; null"),
        rows("'USD'; 'usd'; 'USDX'"),
        (2, 3),
        "value.pattern",
        value={"logicalTypeOptions": {"pattern": "^[A-Z]{3}$"}},
    ),
    Case(
        "pattern of hard characters",
        rows("'aa''1 :x%:'"),
        rows("'aa''1 :x%:'; 'aa''1 x%:'"),
        (2,),
        "value.pattern",
        value={"logicalTypeOptions": {"pattern": NASTY}},
    ),
    Case(
        "sql rule",
        rows("'a'; null"),
        rows("'{b}'; 'a'"),
        (1,),
        "rule",
        on_object=[
            {
                "id": "rule",
                "type": "sql",
                "mustBe": 0,
                "query": SQL + "value = '{b}' or value = ' :c' and trial_id > 0",
            }
        ],
    ),
    Case(
        "sql rule keeps its brackets",
        rows("'a'"),
        rows("'b'"),
        (1,),
        "rule",
        on_object=[
            {
                "id": "rule",
                "type": "sql",
                "mustBe": 0,
                "query": SQL + "(value = 'b' or trial_id = 9)",
            }
        ],
    ),
    Case(
        "freshness in days",
        rows("'2026-03-30'; null; '1999-01-01'", "date"),
        rows("'2026-03-29'", "date"),
        (),
        "value.freshness",
        "date",
        slas=[{"property": "freshness", "value": 1, "unit": "d", "element": "trial.value"}],
    ),
    Case(
        "freshness in hours",
        rows("'2026-03-29 22:00:00'", "timestamp"),
        rows("'2026-03-29 21:59:59'", "timestamp"),
        (),
        "value.freshness",
        "timestamp",
        slas=[{"property": "freshness", "value": 26, "unit": "h", "element": "trial.value"}],
    ),
    Case(
        "freshness of nothing but nulls",
        f"{rows('null', 'date')} where false",
        rows("null", "date"),
        (),
        "value.freshness",
        "date",
        slas=[{"property": "freshness", "value": 1, "unit": "d", "element": "trial.value"}],
    ),
]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory, make_sandbox, build):
    """Failures by object of one contract that holds each case twice: on good rows, on bad."""
    column, trial = build
    sandbox = make_sandbox(tmp_path_factory.mktemp("cases"))
    schema, slas, tables = [], [], {}
    for number, case in enumerate(CASES):
        for quality, select in (("good", case.good), ("bad", case.bad)):
            name = f"case_{number}_{quality}"
            value = column("value", case.logical_type, **case.value)
            schema += [{**part, "name": name} for part in trial(value, quality=case.on_object)]
            slas += [{**sla, "element": f"{name}.value"} for sla in case.slas]
            tables[f"marts.{name}"] = select
    sandbox.tables(tables)
    sandbox.contract(schema, slaProperties=slas)
    result = sandbox.run()
    return {
        table.removeprefix("marts."): [item for item in result.failures if item.table == table]
        for table in {failure.table for failure in result.failures}
    }


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number].name)
def test_rule_passes_on_good_rows_and_fails_on_bad_ones(number, verdicts):
    case = CASES[number]
    assert f"case_{number}_good" not in verdicts
    failure = {item.rule: item for item in verdicts[f"case_{number}_bad"]}[case.rule]
    expected = tuple({"trial_id": None if key is None else str(key)} for key in case.failing)
    assert failure.failing_keys == expected
    assert (failure.contract, failure.version) == ("marts", "1.2.0")
    assert failure.remedy.endswith(".")


def test_composite_key_is_unique_over_both_columns(sandbox):
    key = {"primaryKey": True, "required": True, "logicalType": "string"}
    properties = [
        {"name": "band", **key, "primaryKeyPosition": 2},
        {"name": "need", **key, "primaryKeyPosition": 1},
    ]
    sandbox.contract([{"name": "trial", "logicalType": "object", "properties": properties}])
    sandbox.table("select * from (values ('a', 'x'), ('a', 'y'), ('b', 'x')) t(band, need)")
    assert sandbox.run().success
    sandbox.table("select * from (values ('a', 'x'), ('a', 'x'), ('b', 'x')) t(band, need)")
    (failure,) = sandbox.run().failures
    assert failure.rule == "primary_key"
    assert failure.observed == "2 of 3 rows"
    assert failure.failing_keys == ({"need": "x", "band": "a"},)


def test_warning_is_told_and_does_not_block(sandbox, build):
    column, trial = build
    rule = library("nullValues", mustBe=0, severity="warning")
    sandbox.contract(trial(column("value", **rule)))
    sandbox.table(rows("'a'; null"))
    result = sandbox.run()
    assert result.success
    assert [warning.rule for warning in result.warnings] == ["rule"]


def test_failing_keys_are_the_first_in_key_order_whatever_the_row_order(sandbox, build):
    column, trial = build
    sandbox.contract(trial(column("value", required=True)))
    reports = []
    for order in ("asc", "desc"):
        sandbox.table(
            f"select i as trial_id, null::varchar as value from range(1000) t(i) order by i {order}"
        )
        (failure,) = sandbox.run(shown_keys=3).failures
        reports.append(failure)
    assert reports[0] == reports[1]
    assert reports[0].observed == "1,000 of 1,000 rows"
    assert [key["trial_id"] for key in reports[0].failing_keys] == ["0", "1", "10"]


def test_restricted_values_are_never_shown(sandbox, build):
    column, trial = build
    secret = {"classification": "restricted", "logicalTypeOptions": {"maxLength": 5}}
    rule = {"id": "rule", "type": "sql", "mustBe": 0, "query": SQL + "mail = 'secret@x.example'"}
    properties = trial(column("mail", **secret), quality=[rule])
    properties[0]["properties"].append(
        column("badge", classification="restricted", primaryKey=True, primaryKeyPosition=2)
    )
    sandbox.contract(properties)
    sandbox.table("select 1 as trial_id, 'secret@x.example' as mail, 'badge-7' as badge")
    result = sandbox.run()
    assert {failure.rule for failure in result.failures} == {"mail.max_length", "rule"}
    assert "secret@x" not in repr([failure.observed for failure in result.failures])
    assert "badge-7" not in repr(result.failures)
    assert result.failures[0].failing_keys == ({"trial_id": "1"},)


def test_offending_values_of_an_open_column_are_shown(sandbox, build):
    column, trial = build
    sandbox.contract(
        trial(column("value", **library("invalidValues", mustBe=0, arguments=ALLOWED)))
    )
    sandbox.table(rows("'a'; 'z'; 'y'"))
    (failure,) = sandbox.run().failures
    assert failure.observed == "2 of 3 rows, such as 'y', 'z'"
    assert failure.statement == "one of a, it's"


def test_missing_table_and_missing_column_are_failures_and_the_rest_is_judged(sandbox, build):
    column, trial = build
    gone = {"name": "gone", "logicalType": "object", "properties": [column("thing")]}
    sandbox.contract([*trial(column("value", required=True), column("lost", required=True)), gone])
    sandbox.table(rows("'a'; null"))
    found = {(failure.table, failure.rule): failure for failure in sandbox.run().failures}
    assert found["marts.trial", "columns"].observed == "no column lost"
    assert found["marts.gone", "columns"].observed == "the table does not exist"
    assert found["marts.trial", "value.required"].failing_keys == ({"trial_id": "2"},)
    assert len(found) == 3


def test_check_the_engine_cannot_evaluate_blocks_and_hides_values(sandbox, build):
    column, trial = build
    rule = {
        "id": "rule",
        "type": "sql",
        "mustBe": 0,
        "severity": "warning",
        "query": SQL + "cast(value as integer) > 3",
    }
    sandbox.contract(trial(column("value"), quality=[rule]))
    sandbox.table(rows("'private words'"))
    result = sandbox.run()
    (failure,) = result.failures
    assert not result.success
    assert "could not be evaluated" in failure.observed
    assert "private" not in repr(result)


def test_object_property_names_the_relation(sandbox, build):
    column, trial = build
    named = trial(column("value", required=True))
    named[0]["customProperties"] = [{"property": "object", "value": "reports.other_name"}]
    sandbox.contract(named)
    sandbox.table(rows("null"), name="reports.other_name")
    (failure,) = sandbox.run().failures
    assert failure.table == "reports.other_name"
