"""Differences in words: per table and column how many, and the first few with both values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from segments.parity.compare import Comparison, Difference

SHOWN = 5


def describe(comparison: Comparison, left: str, right: str, shown: int = SHOWN) -> Iterator[str]:
    """Lines for people; `left` and `right` name the engines."""
    groups: dict[tuple[str, str, str | None], list[Difference]] = defaultdict(list)
    for difference in comparison.differences:
        groups[difference.table, difference.what, difference.column].append(difference)
    for (table, what, column), found in groups.items():
        place = f"{table}.{column}" if column else table
        yield f"{place}: {_headline(what, found[0], len(found), left, right)}"
        if found[0].key:
            for difference in found[:shown]:
                yield f"  {_key(difference)}: {_sides(difference, left, right)}"
            if len(found) > shown:
                yield f"  and {len(found) - shown:,} more"
    rows = sum(comparison.row_counts.values())
    yield (
        f"{len(comparison.differences):,} differences in {comparison.value_count:,} values of "
        f"{rows:,} rows in {len(comparison.row_counts)} tables, {left} against {right}"
    )


def _headline(what: str, first: Difference, count: int, left: str, right: str) -> str:
    if what == "table":
        return f"only on {left if first.left else right}"
    if what == "column":
        sides = ((left, first.left), (right, first.right))
        return "; ".join(f"{kind or 'missing'} on {engine}" for engine, kind in sides)
    if what == "rows":
        return f"{count:,} keys that do not have as many rows on each engine"
    return f"{count:,} values differ"


def _key(difference: Difference) -> str:
    return ", ".join(f"{column}={value}" for column, value in difference.key)


def _sides(difference: Difference, left: str, right: str) -> str:
    if difference.what == "rows":
        return f"{difference.left} rows on {left}, {difference.right} on {right}"
    return f"{difference.left!r} on {left}, {difference.right!r} on {right}"
