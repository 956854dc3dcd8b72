"""Every rule of every contract, read once, with the one place that enforces it.

`governed_rules` walks one table and gives each rule with its home and, where Great Expectations
judges it, the typed check. Nothing here imports Great Expectations and nothing opens the data.

The decision, for input contracts: what a row can be judged by alone (type, format, length,
pattern, range, required, allowed values, `sql` row rules) has its home in **staging**, which sets
the row apart with a reason code. What only a whole table can show (row count, uniqueness,
shares of nulls or duplicates, freshness) has its home in the **expectation** suite on core.
Required columns, allowed values and `sql` rules are checked on core once more as a backstop: a
failure there says that staging let a row through, so the remedy names the model, not the extract.
Patterns, lengths and ranges are not repeated on core, where ids carry their system's prefix. What
staging cannot judge (an upper limit that is exclusive, a range of dates, a row rule that only
warns) is refused in an input contract, so that no rule is listed where nothing runs it.

For the contract `marts` nothing is judged row by row before, so every rule but the type is an
expectation; types are dbt's (enforced model contracts).

A rule, operator, option or custom property that this module cannot place raises InputRefused:
nothing in a contract is ever read past silently.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from open_data_contract_standard.model import DataQuality

from segments.contracts.checks import (
    AtMost,
    Between,
    Bounds,
    Check,
    Fresh,
    InSet,
    Matches,
    NoRows,
    NotNull,
    RowCount,
    Unique,
    describe_bounds,
    sql_literal,
)
from segments.contracts.documents import (
    HOURS_PER_UNIT,
    ContractDocument,
    ContractTable,
    load_documents,
    refuse_others,
)
from segments.contracts.model import Column, Entity, Rule
from segments.errors import InputRefused

SQL_RULE = re.compile(r"^select count\(\*\) from \{object\} where (?P<predicate>.+)$")
SEVERITIES = ("error", "warning")
OPERATORS = frozenset(
    [
        "mustBe",
        "mustNotBe",
        "mustBeGreaterThan",
        "mustBeGreaterOrEqualTo",
        "mustBeLessThan",
        "mustBeLessOrEqualTo",
        "mustBeBetween",
        "mustNotBeBetween",
    ]
)
RULE_TEXT_FIELDS = frozenset(
    ["id", "name", "description", "dimension", "businessImpact", "tags", "authoritativeDefinitions"]
)
RULE_FIELDS = {
    "library": {"type", "metric", "arguments", "unit", "severity"} | OPERATORS,
    "sql": {"type", "query", "severity"} | OPERATORS,
    "text": {"type"},
}
RANGE_OPTIONS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
MART_OPTIONS = {
    "string": {"maxLength", "pattern"},
    "integer": RANGE_OPTIONS,
    "number": RANGE_OPTIONS,
    "date": RANGE_OPTIONS,
    "timestamp": RANGE_OPTIONS,
    "boolean": set(),
}
# What the staging macros judge, and nothing they do not.
INPUT_OPTIONS = {
    "string": {"maxLength", "pattern"},
    "integer": RANGE_OPTIONS - {"exclusiveMaximum"},
    "number": RANGE_OPTIONS - {"exclusiveMaximum"},
    "date": set(),
    "timestamp": set(),
    "boolean": set(),
}


class Home(StrEnum):
    """Where a rule is enforced; each rule has exactly one."""

    LANDING = "landing"
    STAGING = "staging"
    BUILD = "build"
    EXPECTATION = "expectation"
    RUN = "run"
    TEXT = "text"


INPUT_CUSTOM = {
    "delivery": Home.LANDING,
    "finalNewline": Home.LANDING,
    "additionalColumns": Home.LANDING,
    "quarantineShareMax": Home.RUN,
    "nullTokens": Home.STAGING,
    "locale": Home.STAGING,
}
INPUT_COLUMN_CUSTOM = {
    "landing": Home.LANDING,
    "planned": Home.STAGING,
    "kind": Home.STAGING,
    "scale": Home.STAGING,
    "references": Home.BUILD,
    "orphans": Home.BUILD,
    "identifier": Home.BUILD,
}
MART_CUSTOM = {"object": Home.EXPECTATION}
MART_COLUMN_CUSTOM = {"kind": Home.BUILD, "scale": Home.BUILD}


@dataclass(frozen=True)
class GovernedRule:
    """One rule, in words, with its home and the check where Great Expectations runs it.

    A check whose home is not `expectation` is a backstop. `severity` is error (blocks) or warning.
    """

    source: str
    entity: str
    column: str | None
    rule_id: str
    statement: str
    home: Home
    check: Check | None = None
    severity: str = "error"


def governed_rules(table: ContractTable) -> tuple[GovernedRule, ...]:
    """All rules of one table in file order. Raises InputRefused at the first it cannot place."""
    return tuple(_table_rules(table))


def enforcement(contracts_dir: Path) -> tuple[GovernedRule, ...]:
    """Every rule of every contract with its one home: landing, staging, build, expectation, run
    or text."""
    return tuple(
        rule
        for document in load_documents(contracts_dir)
        for rule in (
            *_sla_rules(document),
            *(rule for table in document.tables for rule in governed_rules(table)),
        )
    )


def _sla_rules(document: ContractDocument) -> Iterator[GovernedRule]:
    for sla in document.slas:
        if sla.element is None:
            yield GovernedRule(
                document.source,
                "",
                None,
                f"sla_{sla.name}",
                f"{sla.name} {sla.value} {sla.unit or ''}".strip(),
                Home.TEXT,
            )


def _table_rules(table: ContractTable) -> Iterator[GovernedRule]:
    entity = table.entity
    where = f"{entity.path}, object {entity.name}"
    custom_homes = MART_CUSTOM if table.is_mart else INPUT_CUSTOM
    refuse_others(where, "custom property", entity.custom, custom_homes)
    for name, value in entity.custom.items():
        words = ", ".join(value) if isinstance(value, list) else str(value)
        yield _rule(table, None, name, words, custom_homes[name])
    if entity.keys:
        check = Unique(entity.keys)
        statement = f"one row per {', '.join(entity.keys)}"
        yield _rule(table, None, "primary_key", statement, Home.EXPECTATION, check)
    for column in entity.columns:
        yield from _column_rules(table, column)
    _refuse_two_value_lists(where, entity.rules)
    for rule in entity.rules:
        yield _quality_rule(table, rule)
    for sla in table.slas:
        column = (sla.element or "").split(".")[1]
        hours = Decimal(str(sla.value)) * HOURS_PER_UNIT[sla.unit or "h"]
        statement = f"at most {sla.value} {sla.unit} old on the as-of date"
        check = Fresh(column, hours)
        yield _rule(table, column, f"{column}.freshness", statement, Home.EXPECTATION, check)


def _rule(
    table: ContractTable,
    column: str | None,
    rule_id: str,
    statement: str,
    home: Home,
    check: Check | None = None,
    severity: str = "error",
) -> GovernedRule:
    entity = table.entity
    return GovernedRule(
        entity.source, entity.name, column, rule_id, statement, home, check, severity
    )


def _column_rules(table: ContractTable, column: Column) -> Iterator[GovernedRule]:
    where = f"{table.entity.path}, object {table.entity.name}, column {column.name}"
    custom_homes = MART_COLUMN_CUSTOM if table.is_mart else INPUT_COLUMN_CUSTOM
    refuse_others(where, "custom property", column.custom, custom_homes)
    options = MART_OPTIONS if table.is_mart else INPUT_OPTIONS
    refuse_others(where, "logicalTypeOptions", column.options, options[column.logical_type])
    row_home = Home.EXPECTATION if table.is_mart else Home.STAGING
    type_home = Home.BUILD if table.is_mart else Home.STAGING
    if not column.is_landed:
        _refuse_rules_on_dropped(where, table.entity, column)
        row_home = type_home = Home.TEXT

    name = column.name
    yield _rule(table, name, f"{name}.type", column.logical_type, type_home)
    for key, value in column.custom.items():
        yield _rule(table, name, f"{name}.{key}", f"{key}: {value}", custom_homes[key])
    if column.is_required:
        yield _rule(table, name, f"{name}.required", "never null", row_home, NotNull(name))
    if column.is_unique:
        unique = Unique((name,))
        yield _rule(table, name, f"{name}.unique", "no value twice", Home.EXPECTATION, unique)
    for rule_id, statement, check in _option_checks(where, column):
        # On core these stand in staging alone: ids there carry their system's prefix.
        yield _rule(table, name, rule_id, statement, row_home, check if table.is_mart else None)


def _refuse_rules_on_dropped(where: str, entity: Entity, column: Column) -> None:
    has_rules = any(rule.column == column.name for rule in entity.rules)
    if column.is_required or column.is_unique or has_rules:
        raise InputRefused(
            f"{where}: is dropped at landing, so required, primaryKey, unique and quality rules "
            "on it cannot be enforced. Remove them or land the column"
        )


def _option_checks(where: str, column: Column) -> Iterator[tuple[str, str, Check]]:
    name, options = column.name, column.options
    if "maxLength" in options:
        limit = _whole_number(f"{where}, maxLength", options["maxLength"])
        check = NoRows(f"length({name}) > {limit}")
        yield f"{name}.max_length", f"at most {limit} characters", check
    if "pattern" in options:
        pattern = str(options["pattern"])
        _refuse_bad_pattern(where, pattern)
        check = Matches(name, pattern)
        yield f"{name}.pattern", f"matches {pattern}", check
    if RANGE_OPTIONS & set(options):
        bounds = _range_bounds(where, column)
        yield f"{name}.range", describe_bounds(bounds), Between(name, bounds)


@cache
def _sql_reader() -> duckdb.DuckDBPyConnection:
    """An empty database, opened once, that only parses. Texts go in as constants: binding a
    parameter makes DuckDB import pandas, which takes a second."""
    return duckdb.connect(config={"threads": 1})


def _refuse_bad_pattern(where: str, pattern: str) -> None:
    try:
        _sql_reader().execute(f"select regexp_matches('', {sql_literal(pattern)})").fetchone()
    except duckdb.Error as error:
        raise InputRefused(
            f"{where}, pattern {pattern}: not a regular expression that DuckDB (RE2) reads: {error}"
        ) from error


def _range_bounds(where: str, column: Column) -> Bounds:
    options = column.options
    for side in ("inimum", "aximum"):
        if f"m{side}" in options and f"exclusiveM{side}" in options:
            raise InputRefused(f"{where}: m{side} and exclusiveM{side} contradict; keep one")
    minimum = options.get("minimum", options.get("exclusiveMinimum"))
    maximum = options.get("maximum", options.get("exclusiveMaximum"))
    bounds = Bounds(
        _bound(where, column.logical_type, minimum),
        _bound(where, column.logical_type, maximum),
        "exclusiveMinimum" in options,
        "exclusiveMaximum" in options,
    )
    return _possible(where, bounds)


def _bound(where: str, logical_type: str, value: Any) -> Any:
    if value is None:
        return None
    if logical_type in ("integer", "number"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputRefused(f"{where}: limit '{value}' is not a number")
        return value
    try:
        if logical_type == "date":
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InputRefused(
            f"{where}: limit '{value}' is not an ISO 8601 {logical_type} in quotes"
        ) from error
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _possible(where: str, bounds: Bounds) -> Bounds:
    low, high = bounds.minimum, bounds.maximum
    if low is not None and high is not None:
        is_strict = bounds.is_minimum_strict or bounds.is_maximum_strict
        if low > high or (low == high and is_strict):
            raise InputRefused(f"{where}: no value lies {describe_bounds(bounds)}")
    return bounds


def _refuse_two_value_lists(where: str, rules: tuple[Rule, ...]) -> None:
    listed = [rule.column for rule in rules if rule.quality.metric == "invalidValues"]
    twice = sorted({str(column) for column in listed if listed.count(column) > 1})
    if twice:
        raise InputRefused(f"{where}: two lists of allowed values on column {', '.join(twice)}")


def _quality_rule(table: ContractTable, rule: Rule) -> GovernedRule:
    quality = rule.quality
    place = f", column {rule.column}" if rule.column else ""
    where = f"{table.entity.path}, object {table.entity.name}{place}, rule {rule.rule_id}"
    kind = quality.type or "library"
    if kind not in RULE_FIELDS:
        raise InputRefused(
            f"{where}: type {kind} is not supported; use {', '.join(sorted(RULE_FIELDS))}"
        )
    fields = {name for name in DataQuality.model_fields if getattr(quality, name) is not None}
    refuse_others(where, "field", fields - RULE_TEXT_FIELDS, RULE_FIELDS[kind])
    if (quality.severity or "error") not in SEVERITIES:
        raise InputRefused(f"{where}: severity {quality.severity} is none of {SEVERITIES}")
    if kind == "text":
        return _rule(table, rule.column, rule.rule_id, quality.description or "", Home.TEXT)
    if kind == "sql":
        check, statement = _sql_check(where, table, quality)
        is_row_rule = True
    else:
        check, statement = _library_check(where, table, rule)
        is_row_rule = quality.metric == "invalidValues"
    home = Home.STAGING if is_row_rule and not table.is_mart else Home.EXPECTATION
    if home is Home.STAGING and quality.severity == "warning":
        raise InputRefused(
            f"{where}: staging sets a bad row apart, so a row rule of an input cannot only warn; "
            "leave its severity at error"
        )
    return _rule(
        table,
        rule.column,
        rule.rule_id,
        statement,
        home,
        check,
        quality.severity or "error",
    )


def _operator(where: str, quality: DataQuality) -> tuple[str, Any]:
    found = [name for name in sorted(OPERATORS) if getattr(quality, name) is not None]
    if len(found) != 1:
        raise InputRefused(f"{where}: needs exactly one operator, found {', '.join(found) or 0}")
    return found[0], getattr(quality, found[0])


def _library_check(where: str, table: ContractTable, rule: Rule) -> tuple[Check, str]:
    metric = rule.quality.metric
    if metric == "rowCount":
        return _row_count(where, rule)
    if metric == "nullValues":
        return _limited(where, rule, NotNull(_needed_column(where, rule)), "null")
    if metric == "duplicateValues":
        columns = _duplicate_columns(where, table, rule)
        return _limited(where, rule, Unique(columns), f"sharing {', '.join(columns)}")
    if metric == "invalidValues":
        return _allowed_values(where, table, rule)
    raise InputRefused(
        f"{where}: metric {metric} is not supported; use rowCount, nullValues, duplicateValues or "
        "invalidValues"
    )


def _needed_column(where: str, rule: Rule) -> str:
    if rule.column is None:
        raise InputRefused(f"{where}: {rule.quality.metric} belongs on a column, not the object")
    return rule.column


def _refuse_arguments(where: str, rule: Rule, supported: set[str]) -> None:
    refuse_others(f"{where}, arguments", "argument", rule.quality.arguments or {}, supported)


def _row_count(where: str, rule: Rule) -> tuple[Check, str]:
    _refuse_arguments(where, rule, set())
    if rule.column is not None or rule.quality.unit not in (None, "rows"):
        raise InputRefused(f"{where}: rowCount belongs on the object, in rows")
    operator, value = _operator(where, rule.quality)
    numbers = value if isinstance(value, list) else [value]
    whole = [_whole_number(where, number) for number in numbers]
    count = {
        "mustBe": RowCount(whole[0], whole[0]),
        "mustBeGreaterThan": RowCount(whole[0] + 1, None),
        "mustBeGreaterOrEqualTo": RowCount(whole[0], None),
        "mustBeLessThan": RowCount(None, whole[0] - 1),
        "mustBeLessOrEqualTo": RowCount(None, whole[0]),
        "mustBeBetween": RowCount(whole[0], whole[-1]),
    }.get(operator)
    if count is None:
        raise InputRefused(f"{where}: {operator} is not supported; write the rows that are allowed")
    bounds = _possible(where, Bounds(count.minimum, count.maximum))
    if count.maximum is not None and count.maximum < 0:
        raise InputRefused(f"{where}: no table has less than 0 rows")
    return count, f"{describe_bounds(bounds)} rows"


def _whole_number(where: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise InputRefused(f"{where}: {value} is not a whole number")
    if value < 0:
        raise InputRefused(f"{where}: {value} is below 0")
    return int(value)


def _limited(
    where: str, rule: Rule, check: NotNull | Unique | InSet, what: str
) -> tuple[Check, str]:
    """`check` itself where no breaking row is allowed, else a limit on such rows."""
    if rule.quality.metric == "nullValues":
        _refuse_arguments(where, rule, set())
    if rule.quality.unit not in (None, "rows", "percent"):
        raise InputRefused(f"{where}: unit {rule.quality.unit} is neither rows nor percent")
    operator, value = _operator(where, rule.quality)
    is_percent = rule.quality.unit == "percent"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if operator == "mustBe" and is_number and value == 0:
        return check, f"no row {what}"
    if operator not in ("mustBeLessThan", "mustBeLessOrEqualTo") or not is_number:
        raise InputRefused(
            f"{where}: {operator} {value} is not supported for {rule.quality.metric}; use mustBe "
            "0, mustBeLessThan or mustBeLessOrEqualTo"
        )
    is_strict = operator == "mustBeLessThan"
    if value < 0 or (is_strict and value == 0) or (is_percent and value > 100):
        raise InputRefused(f"{where}: {operator} {value} holds for no table, or for every one")
    unit = " %" if is_percent else ""
    words = f"{'below' if is_strict else 'at most'} {value}{unit} of rows {what}"
    return AtMost(check, Decimal(str(value)), is_strict, is_percent), words


def _duplicate_columns(where: str, table: ContractTable, rule: Rule) -> tuple[str, ...]:
    """A row counts as duplicate when another row carries the same values; all copies count."""
    if rule.column is not None:
        _refuse_arguments(where, rule, set())
        return (rule.column,)
    _refuse_arguments(where, rule, {"properties"})
    columns = (rule.quality.arguments or {}).get("properties") or []
    known = {column.name for column in table.columns}
    if not isinstance(columns, list) or not columns or not set(columns) <= known:
        raise InputRefused(
            f"{where}: arguments.properties must list stored columns of the object, found {columns}"
        )
    return tuple(columns)


def _allowed_values(where: str, table: ContractTable, rule: Rule) -> tuple[Check, str]:
    name = _needed_column(where, rule)
    _refuse_arguments(where, rule, {"validValues"})
    types: dict[str, Any] = {"string": str}
    if table.is_mart:
        types |= {"integer": int, "number": (int, float)}
    column = next(column for column in table.columns if column.name == name)
    values = (rule.quality.arguments or {}).get("validValues")
    expected = types.get(column.logical_type)
    is_list = isinstance(values, list) and bool(values)
    if (
        not is_list
        or expected is None
        or not all(isinstance(value, expected) and not isinstance(value, bool) for value in values)
    ):
        raise InputRefused(
            f"{where}: validValues must be a list of values of a {' or '.join(types)} column, "
            f"written as that type (quote words such as 'no'); column is {column.logical_type}, "
            f"found {values}"
        )
    check, _ = _limited(where, rule, InSet(name, tuple(values)), "outside the list")
    if isinstance(check, AtMost) and not table.is_mart:
        raise InputRefused(f"{where}: staging judges each row, so an input's limit is mustBe 0")
    limit = f", {_limited(where, rule, check.check, '')[1]}" if isinstance(check, AtMost) else ""
    return check, f"one of {', '.join(map(str, values))}{limit}"


def _sql_check(where: str, table: ContractTable, quality: DataQuality) -> tuple[Check, str]:
    # Joined to one line as staging does, so that both run the same text.
    match = SQL_RULE.match(" ".join((quality.query or "").split()))
    operator, value = _operator(where, quality)
    if match is None or operator != "mustBe" or value != 0 or isinstance(value, bool):
        raise InputRefused(
            f"{where}: a sql rule is written 'select count(*) from {{object}} where <predicate>' "
            "with mustBe: 0"
        )
    predicate = match["predicate"]
    known = {column.name for column in table.columns}
    unknown = sorted(_predicate_columns(where, predicate) - known)
    if unknown:
        raise InputRefused(
            f"{where}: no stored column {', '.join(unknown)} in the object; it has "
            f"{', '.join(sorted(known))}"
        )
    return NoRows(predicate), quality.description or f"no row where {predicate}"


def _predicate_columns(where: str, predicate: str) -> set[str]:
    """Columns a predicate reads. Refused: what is no single condition over the row itself."""
    # Read bare, a bracket that closes too early shows; read in brackets, all that follows a
    # condition (grouping, a comment) does.
    _parsed_condition(where, predicate)
    columns: set[str] = set()
    for node in _nodes(_parsed_condition(where, f"({predicate})")):
        if node.get("class") in ("SUBQUERY", "WINDOW"):
            raise InputRefused(f"{where}: the predicate may read its own row only, no subquery")
        if node.get("class") == "COLUMN_REF":
            columns.add(".".join(node["column_names"]))
    return columns


def _parsed_condition(where: str, condition: str) -> dict[str, Any]:
    query = sql_literal(f"select 1 where {condition}")
    row = _sql_reader().execute(f"select json_serialize_sql({query})").fetchone()
    tree = json.loads(row[0] if row else "{}")
    if tree.get("error", True):
        raise InputRefused(f"{where}: DuckDB cannot read the predicate: {tree['error_message']}")
    return tree["statements"][0]["node"]["where_clause"]


def _nodes(tree: Any) -> Iterator[dict]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)
