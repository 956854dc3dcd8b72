"""Compares two sets of tables, row by row under the keys that their contract declares.

Keys, counts, decimals, texts, flags and days have to be the same; doubles may differ by one in
1e9, which is what another order of the same operations costs. Tables come from one reader per
engine, so that nothing here knows an engine.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segments.contracts.documents import suite_tables

RELATIVE_TOLERANCE = 1e-9
# What a type holds, by the beginning of its name on any engine; lengths and digits do not matter.
KINDS = (
    (r"(big|small|tiny|huge)?int", "whole number"),
    (r"decimal|numeric", "decimal"),
    (r"double|float", "double"),
    (r"varchar|character varying|text|string", "text"),
    (r"bool", "flag"),
    (r"date", "day"),
    (r"timestamp with time zone|timestamptz", "moment with a time zone"),
    (r"timestamp", "moment"),
)

Key = tuple[Any, ...]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """What an engine has under a name: each column's type in its words, and the rows."""

    types: dict[str, str]
    rows: Sequence[Row]


Reader = Callable[[str], Table]
"""The table of a name; LookupError where the engine has none."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same. `what` says which of the sides' facts `left` and `right` are.

    `key` holds the key columns with their values, and is empty where a whole table or column
    differs; `column` is None where a whole row does.
    """

    table: str
    what: str
    key: tuple[tuple[str, Any], ...] = ()
    column: str | None = None
    left: Any = None
    right: Any = None


@dataclass(frozen=True)
class Comparison:
    """All differences, and how much was compared: nothing compared is no parity."""

    differences: tuple[Difference, ...]
    row_counts: dict[str, int]
    value_count: int

    @property
    def is_same(self) -> bool:
        return not self.differences and bool(self.row_counts)


def mart_keys(contracts_dir: Path) -> dict[str, tuple[str, ...]]:
    """The primary key of every published mart."""
    return {
        table.entity.name: table.entity.keys for table in suite_tables(contracts_dir, marts=True)
    }


def compare(keys: Mapping[str, Sequence[str]], left: Reader, right: Reader) -> Comparison:
    """Compare the tables that `keys` names, each by its key, as both readers give them."""
    differences: list[Difference] = []
    row_counts: dict[str, int] = {}
    value_count = 0
    for name, key in keys.items():
        tables = [_read(reader, name) for reader in (left, right)]
        if any(table is None for table in tables):
            has = [table is not None for table in tables]
            differences.append(Difference(name, "table", left=has[0], right=has[1]))
            continue
        first, second = tables
        row_counts[name] = len(first.rows)
        value_count += len(first.rows) * len(first.types)
        differences += compare_tables(name, tuple(key), first, second)
    return Comparison(tuple(differences), row_counts, value_count)


def compare_tables(
    name: str, key: tuple[str, ...], left: Table, right: Table
) -> Iterator[Difference]:
    """What differs between two tables of one name."""
    left_kinds, right_kinds = _kinds(left), _kinds(right)
    shared = []
    for column in dict.fromkeys([*left_kinds, *right_kinds]):
        kinds = left_kinds.get(column), right_kinds.get(column)
        if kinds[0] == kinds[1]:
            shared.append(column)
        else:
            yield Difference(name, "column", column=column, left=kinds[0], right=kinds[1])
    if not set(key) <= set(shared):
        return
    yield from _compare_rows(name, key, shared, left, right)


def _compare_rows(
    name: str, key: tuple[str, ...], columns: list[str], left: Table, right: Table
) -> Iterator[Difference]:
    left_rows, right_rows = _rows_by_key(left, key, columns), _rows_by_key(right, key, columns)
    places = [(place, column) for place, column in enumerate(columns) if column not in key]
    for values in dict.fromkeys([*left_rows, *right_rows]):
        named = tuple(zip(key, values, strict=True))
        first, second = left_rows.get(values, []), right_rows.get(values, [])
        if len(first) != len(second):
            yield Difference(name, "rows", named, left=len(first), right=len(second))
            continue
        # A key with a null in it may stand more than once: its rows are paired in their own order.
        pairs = zip(sorted(first, key=repr), sorted(second, key=repr), strict=True)
        for one, other in pairs:
            for place, column in places:
                if not is_same_value(one[place], other[place]):
                    yield Difference(name, "value", named, column, one[place], other[place])


def is_same_value(left: Any, right: Any) -> bool:
    """Equal, or two doubles that differ by no more than the tolerance; NaN is like NaN."""
    if isinstance(left, float) and isinstance(right, float):
        if math.isnan(left) or math.isnan(right):
            return math.isnan(left) and math.isnan(right)
        return math.isclose(left, right, rel_tol=RELATIVE_TOLERANCE, abs_tol=0.0)
    return left == right


def _read(reader: Reader, name: str) -> Table | None:
    try:
        return reader(name)
    except LookupError:
        return None


def _kinds(table: Table) -> dict[str, str]:
    return {name: _kind(declared.lower()) for name, declared in table.types.items()}


def _kind(declared: str) -> str:
    for expression, kind in KINDS:
        if re.match(expression, declared):
            return kind
    return declared


def _rows_by_key(
    table: Table, key: tuple[str, ...], columns: Sequence[str]
) -> dict[Key, list[Row]]:
    names = list(table.types)
    places = [names.index(column) for column in columns]
    key_places = [names.index(column) for column in key]
    rows: dict[Key, list[Row]] = defaultdict(list)
    for row in table.rows:
        rows[tuple(row[place] for place in key_places)].append(tuple(row[p] for p in places))
    return rows
