"""Great Expectations suites generated from the contracts, and their run on a DuckDB file.

`expectation_specs` is pure: a table of a contract in, typed checks out (see rules.py for what
has its home where). `run_suite` turns them into expectations, judges them with the cheapest
result format, and then reads the failing keys of what failed with one bounded, ordered query
each, so that a report does not depend on row order and never holds a restricted value.

| check | expectation |
|---|---|
| NotNull, Unique, InSet, Between, RowCount | the expectation of that name |
| maxLength, pattern, sql rules, limits on nulls or duplicates, freshness | UnexpectedRows |

Great Expectations' own regex and length checks do not run on DuckDB.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from segments.contracts import gx_shim
from segments.contracts.checks import (
    AtMost,
    Between,
    Fresh,
    InSet,
    NoRows,
    NotNull,
    RowCount,
    Unique,
    bad_rows,
    stale_query,
)
from segments.contracts.documents import ContractTable, is_restricted
from segments.contracts.rules import GovernedRule, Home, governed_rules
from segments.contracts.stores import Query, Store
from segments.errors import InputRefused

SHOWN_KEYS = 20
SHOWN_VALUES = 3
SHOWN_VALUE_LENGTH = 60
GX_SEVERITY = {"error": "critical", "warning": "warning"}


@dataclass(frozen=True)
class Failure:
    """One broken rule: what was seen, on which keys, and what to do."""

    contract: str
    version: str
    rule: str
    table: str
    column: str | None
    severity: str
    statement: str
    observed: str
    failing_keys: tuple[dict[str, str | None], ...]
    remedy: str


@dataclass(frozen=True)
class SuiteResult:
    """`failures` block (severity error); `warnings` do not. `checked` counts expectations."""

    success: bool
    failures: tuple[Failure, ...]
    warnings: tuple[Failure, ...]
    checked: int
    seconds: float


def expectation_specs(table: ContractTable) -> tuple[GovernedRule, ...]:
    """The rules of a table that Great Expectations runs, in contract order.

    Raises InputRefused at the first rule of the table that nothing can enforce.
    """
    return tuple(rule for rule in governed_rules(table) if rule.check is not None)


def run_suite(
    store: Store,
    tables: Sequence[ContractTable],
    as_of_date: date,
    shown_keys: int = SHOWN_KEYS,
) -> SuiteResult:
    """Judge every table of the list in one pass that only reads.

    A missing table or column is a failure. A check that the engine cannot evaluate is a failure
    that blocks whatever its severity. Raises InputRefused for a contract that cannot be mapped
    and InfrastructureFailed when the engine cannot be reached.
    """
    started = time.perf_counter()
    _refuse_other_than_date(as_of_date)
    specs = {table.entity.name: expectation_specs(table) for table in tables}
    shapes = _shapes(store, tables)
    runnable = {
        table.entity.name: [
            rule
            for rule in specs[table.entity.name]
            if table.object_name in shapes
            and set(_columns_of(rule, table)) <= shapes[table.object_name]
        ]
        for table in tables
    }
    verdicts = _judge(store, tables, runnable, as_of_date)
    found = [*_shape_failures(tables, shapes)]
    found += _describe(store, tables, verdicts, as_of_date, shown_keys)
    failures = tuple(failure for failure in found if failure.severity == "error")
    return SuiteResult(
        success=not failures,
        failures=failures,
        warnings=tuple(failure for failure in found if failure.severity != "error"),
        checked=sum(map(len, specs.values())),
        seconds=round(time.perf_counter() - started, 3),
    )


def to_expectation(
    gx: Any, table: ContractTable, rule: GovernedRule, as_of_date: date, no_match: str
) -> Any:
    """The Great Expectations object of one rule, with its origin in `meta`."""
    kinds = gx.expectations
    common = {
        "severity": GX_SEVERITY[rule.severity],
        "meta": {
            "contract": rule.source,
            "version": table.entity.contract_version,
            "rule": rule.rule_id,
        },
    }
    match rule.check:
        case NotNull(column):
            return kinds.ExpectColumnValuesToNotBeNull(column=column, **common)
        case Unique((column,)):
            return kinds.ExpectColumnValuesToBeUnique(column=column, **common)
        case Unique(columns):
            return kinds.ExpectCompoundColumnsToBeUnique(column_list=list(columns), **common)
        case InSet(column, values):
            return kinds.ExpectColumnValuesToBeInSet(
                column=column, value_set=list(values), **common
            )
        case Between(column, bounds):
            return kinds.ExpectColumnValuesToBeBetween(
                column=column,
                min_value=bounds.minimum,
                max_value=bounds.maximum,
                strict_min=bounds.is_minimum_strict,
                strict_max=bounds.is_maximum_strict,
                **common,
            )
        case RowCount(minimum, maximum):
            return kinds.ExpectTableRowCountToBeBetween(
                min_value=minimum, max_value=maximum, **common
            )
        case Fresh() as check:
            query = stale_query(check, gx_shim.BATCH_MARK, as_of_date)
        case check:
            keys = ", ".join(table.shown_keys) or "1 as found"
            condition = bad_rows(check, gx_shim.BATCH_MARK, no_match)
            query = f"select {keys} from {gx_shim.BATCH_MARK} where {condition}"
    return kinds.UnexpectedRowsExpectation(
        unexpected_rows_query=gx_shim.as_gx_query(query), **common
    )


def _refuse_other_than_date(as_of_date: date) -> None:
    # A datetime is a date too; its text would not be a date constant.
    if type(as_of_date) is not date:
        raise InputRefused(f"as_of_date must be a date (YYYY-MM-DD), found {as_of_date!r}")


def _shapes(store: Store, tables: Iterable[ContractTable]) -> dict[str, set[str]]:
    """Columns of each governed table that exists."""
    wanted = {store.relation(table.object_name): table.object_name for table in tables}
    shapes: dict[str, set[str]] = {}
    for relation, column in store.columns():
        if relation in wanted:
            shapes.setdefault(wanted[relation], set()).add(column)
    return shapes


def _columns_of(rule: GovernedRule, table: ContractTable) -> tuple[str, ...]:
    """Columns whose absence would stop the check with an engine error."""
    match rule.check:
        case RowCount():
            return ()
        case Unique(columns):
            return columns
        case NoRows() if rule.column is None:
            return tuple(column.name for column in table.columns)
        case _:
            return (*table.shown_keys, *((rule.column,) if rule.column else ()))


def _shape_failures(
    tables: Iterable[ContractTable], shapes: dict[str, set[str]]
) -> Iterable[Failure]:
    for table in tables:
        contracted = [column.name for column in table.columns]
        present = shapes.get(table.object_name)
        missing = [name for name in contracted if name not in (present or set())]
        if not missing:
            continue
        observed = "the table does not exist"
        if present is not None:
            observed = f"no column {', '.join(missing)}"
        yield Failure(
            contract=table.entity.source,
            version=table.entity.contract_version,
            rule="columns",
            table=table.object_name,
            column=None,
            severity="error",
            statement="the table holds every column of its contract",
            observed=observed,
            failing_keys=(),
            remedy=(
                f"Build {table.object_name} with the columns of {table.entity.path.name}, or "
                "change the contract and its version."
            ),
        )


def _judge(
    store: Store,
    tables: Sequence[ContractTable],
    runnable: dict[str, list[GovernedRule]],
    as_of_date: date,
) -> list[tuple[ContractTable, GovernedRule, str | None]]:
    """Rules that did not hold, with the engine's message where a check could not be evaluated."""
    gx = gx_shim.load_great_expectations()
    broken: list[tuple[ContractTable, GovernedRule, str | None]] = []
    with store.batches() as batch_of:
        for table in tables:
            rules = {rule.rule_id: rule for rule in runnable[table.entity.name]}
            if not rules:
                continue
            suite = gx.ExpectationSuite(
                name=table.object_name,
                expectations=[
                    to_expectation(gx, table, rule, as_of_date, store.no_match)
                    for rule in rules.values()
                ],
            )
            batch = batch_of(store.relation(table.object_name))
            outcome = batch.validate(suite, result_format="BOOLEAN_ONLY")
            results = {result.expectation_config.meta["rule"]: result for result in outcome.results}
            broken += [
                (table, rule, _engine_message(results[rule_id]))
                for rule_id, rule in rules.items()
                if not results[rule_id].success
            ]
    return broken


def _engine_message(result: Any) -> str | None:
    """First line of the engine's error without quoted values, which may be data; None if none."""
    info = result.exception_info or {}
    details = [info] if "raised_exception" in info else list(info.values())
    for detail in details:
        if detail.get("raised_exception"):
            lines = str(detail.get("exception_message") or "no message").splitlines()
            return re.sub(r"'[^']*'", "'…'", lines[0])
    return None


def _describe(
    store: Store,
    tables: Sequence[ContractTable],
    verdicts: Sequence[tuple[ContractTable, GovernedRule, str | None]],
    as_of_date: date,
    shown_keys: int,
) -> list[Failure]:
    if not verdicts:
        return []
    described = []
    with store.reading() as query:
        for table, rule, message in verdicts:
            if message is None:
                observed, keys = _evidence(store, query, table, rule, as_of_date, shown_keys)
            else:
                observed, keys = f"the check could not be evaluated: {message}", ()
            described.append(
                Failure(
                    contract=rule.source,
                    version=table.entity.contract_version,
                    rule=rule.rule_id,
                    table=table.object_name,
                    column=rule.column,
                    severity=rule.severity if message is None else "error",
                    statement=rule.statement,
                    observed=observed,
                    failing_keys=keys,
                    remedy=_remedy(table, rule, message),
                )
            )
    return described


def _evidence(
    store: Store,
    query: Query,
    table: ContractTable,
    rule: GovernedRule,
    as_of_date: date,
    shown_keys: int,
) -> tuple[str, tuple[dict[str, str | None], ...]]:
    """What was seen, and the first failing keys in key order."""
    relation, text_type = store.relation(table.object_name), store.text_type
    total = query(f"select count(*) from {relation}")[0][0]
    match rule.check:
        case RowCount():
            return f"{total:,} rows", ()
        case Fresh() as check:
            latest = query(f"select cast(max({check.column}) as {text_type}) from {relation}")[0][0]
            return f"latest value {latest}, as-of date {as_of_date.isoformat()}", ()
        case check:
            condition = bad_rows(check, relation, store.no_match)
    count = query(f"select count(*) from {relation} where {condition}")[0][0]
    observed = f"{count:,} of {total:,} rows"
    values = _shown_values(store, query, table, rule, condition)
    if values:
        observed += f", such as {', '.join(values)}"
    if not table.shown_keys:
        return observed, ()
    names = ", ".join(f"cast({key} as {text_type}) as {key}" for key in table.shown_keys)
    order = ", ".join(map(str, range(1, len(table.shown_keys) + 1)))
    rows = query(
        f"select distinct {names} from {relation} where {condition} "
        f"order by {order} limit {shown_keys}"
    )
    return observed, tuple(dict(zip(table.shown_keys, row, strict=True)) for row in rows)


def _shown_values(
    store: Store, query: Query, table: ContractTable, rule: GovernedRule, condition: str
) -> list[str]:
    """A few offending values of the rule's column; none for a null rule or a restricted column."""
    column = next((item for item in table.columns if item.name == rule.column), None)
    inner = rule.check.check if isinstance(rule.check, AtMost) else rule.check
    if column is None or is_restricted(column) or isinstance(inner, NotNull):
        return []
    rows = query(
        f"select distinct left(cast({column.name} as {store.text_type}), {SHOWN_VALUE_LENGTH}) "
        f"from {store.relation(table.object_name)} where {condition} "
        f"order by 1 limit {SHOWN_VALUES}"
    )
    return [repr(value) for (value,) in rows if value is not None]


def _remedy(table: ContractTable, rule: GovernedRule, message: str | None) -> str:
    contract = f"contracts/{table.entity.path.name}"
    entity, owner = table.entity.name, table.entity.owner or "its owner"
    if message is not None:
        return f"Compare the type of the column in {table.object_name} with {contract}."
    if table.is_mart:
        return f"Mend the model of {table.object_name}, or change {contract} and its version."
    if rule.home is not Home.EXPECTATION:
        return (
            f"Staging should have set these rows apart: mend the staging model of {entity}, or "
            f"correct the rule in {contract}."
        )
    if isinstance(rule.check, Fresh | RowCount):
        return f"Ask {owner} for a complete, current extract of {entity}, or change {contract}."
    return (
        f"Ask {owner} to correct these rows of {entity} at the source; if the rule is wrong, "
        f"change {contract} and its version."
    )
