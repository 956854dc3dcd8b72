"""Compares two sets of tables, row by row under the keys that their contract declares.

Keys, counts, decimals, texts, flags and days have to be the same; doubles may differ by one in
1e9, which is what another order of the same operations costs. Tables come as pyarrow tables from
one reader per engine, so that nothing here knows an engine.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segments.contracts.documents import suite_tables

if TYPE_CHECKING:
    import pyarrow as pa

RELATIVE_TOLERANCE = 1e-9
# What an arrow type holds, by the beginning of its name; lengths and units do not matter.
KINDS = (
    (r"u?int\d+", "whole number"),
    (r"decimal", "decimal"),
    (r"double|float|halffloat", "double"),
    (r"(large_)?string|string_view", "text"),
    (r"bool", "flag"),
    (r"date", "day"),
    (r"timestamp\[\w+, tz=", "moment with a time zone"),
    (r"timestamp", "moment"),
    (r"null", "nothing"),
)

Reader = Callable[[str], "pa.Table"]
"""The table of a name; LookupError where the engine has none."""
Key = tuple[Any, ...]
Row = tuple[Any, ...]


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
        row_counts[name] = first.num_rows
        value_count += first.num_rows * first.num_columns
        differences += compare_tables(name, tuple(key), first, second)
    return Comparison(tuple(differences), row_counts, value_count)


def compare_tables(
    name: str, key: tuple[str, ...], left: pa.Table, right: pa.Table
) -> Iterator[Difference]:
    """What differs between two tables of one name."""
    left_kinds, right_kinds = _kinds(left), _kinds(right)
    shared = []
    for column in dict.fromkeys([*left_kinds, *right_kinds]):
        kinds = left_kinds.get(column), right_kinds.get(column)
        if "nothing" in kinds or kinds[0] == kinds[1]:
            shared.append(column)
        else:
            yield Difference(name, "column", column=column, left=kinds[0], right=kinds[1])
    if not set(key) <= set(shared):
        return
    yield from _compare_rows(name, key, shared, left, right)


def _compare_rows(
    name: str, key: tuple[str, ...], columns: list[str], left: pa.Table, right: pa.Table
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


def _read(reader: Reader, name: str) -> pa.Table | None:
    try:
        return reader(name)
    except LookupError:
        return None


def _kinds(table: pa.Table) -> dict[str, str]:
    return {field.name: _kind(str(field.type)) for field in table.schema}


def _kind(arrow_type: str) -> str:
    for expression, kind in KINDS:
        if re.match(expression, arrow_type):
            return kind
    return arrow_type


def _rows_by_key(
    table: pa.Table, key: tuple[str, ...], columns: Sequence[str]
) -> dict[Key, list[Row]]:
    values = [table.column(column).to_pylist() for column in columns]
    places = [columns.index(column) for column in key]
    rows: dict[Key, list[Row]] = defaultdict(list)
    for row in zip(*values, strict=True):
        rows[tuple(row[place] for place in places)].append(row)
    return rows
