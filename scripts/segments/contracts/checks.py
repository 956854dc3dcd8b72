"""What a rule asks of a table, as plain typed values, and the SQL that finds what breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class NotNull:
    """No row has a null in the column."""

    column: str


@dataclass(frozen=True)
class Unique:
    """No two rows carry the same values in the columns; nulls repeat freely."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class InSet:
    """Every value is one of the listed; nulls pass."""

    column: str
    values: tuple[str | int | float, ...]


@dataclass(frozen=True)
class Bounds:
    """An interval; a missing end is open. Strict ends do not belong to it."""

    minimum: Any = None
    maximum: Any = None
    is_minimum_strict: bool = False
    is_maximum_strict: bool = False


@dataclass(frozen=True)
class Between:
    """Every value lies within the bounds; nulls pass."""

    column: str
    bounds: Bounds


@dataclass(frozen=True)
class RowCount:
    """The table's number of rows, ends included."""

    minimum: int | None
    maximum: int | None


@dataclass(frozen=True)
class NoRows:
    """No row satisfies the predicate (SQL that every engine reads, over the table's columns)."""

    predicate: str


@dataclass(frozen=True)
class Matches:
    """Every value fits the regular expression; nulls pass."""

    column: str
    pattern: str


@dataclass(frozen=True)
class AtMost:
    """Rows that break `check` stay within a limit: a number of rows, or a percentage of all."""

    check: NotNull | Unique | InSet
    limit: Decimal
    is_strict: bool
    is_percent: bool


@dataclass(frozen=True)
class Fresh:
    """The latest value is at most `hours` older than the start of the as-of day.

    An empty table passes: whether it may be empty is the row count's business.
    """

    column: str
    hours: Decimal


Check = NotNull | Unique | InSet | Between | RowCount | NoRows | Matches | AtMost | Fresh


def describe_bounds(bounds: Bounds) -> str:
    """The interval in words, for messages and the dictionary."""
    parts = []
    if bounds.minimum is not None and bounds.minimum == bounds.maximum:
        return f"exactly {bounds.minimum}"
    if bounds.minimum is not None:
        parts.append(f"{'above' if bounds.is_minimum_strict else 'at least'} {bounds.minimum}")
    if bounds.maximum is not None:
        parts.append(f"{'below' if bounds.is_maximum_strict else 'at most'} {bounds.maximum}")
    return " and ".join(parts)


def sql_literal(value: str | float | Decimal) -> str:
    """A constant of the contract as SQL."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return format(Decimal(str(value)), "f")


def bad_rows(check: Check, relation: str, no_match: str) -> str:
    """SQL condition that holds for the rows which break the check (not RowCount, not Fresh).

    `no_match` is the engine's form of a text `{value}` that does not fit a `{pattern}`.
    """
    match check:
        case NotNull(column):
            return f"{column} is null"
        case Unique((column,)):
            return f"{column} in (select {column} from {relation} group by 1 having count(*) > 1)"
        case Unique(columns):
            names = ", ".join(columns)
            copies = f"select {names} from {relation} group by {names} having count(*) > 1"
            return f"({names}) in ({copies})"
        case InSet(column, values):
            return f"{column} not in ({', '.join(map(sql_literal, values))})"
        case Between(column, bounds):
            return _outside(column, bounds)
        case NoRows(predicate):
            return f"({predicate})"
        case Matches(column, pattern):
            return no_match.format(value=column, pattern=sql_literal(pattern))
        case AtMost(inner, limit, is_strict, is_percent):
            broken = bad_rows(inner, relation, no_match)
            measured = f"(select count(*) from {relation} where {broken})"
            allowed = f"{limit:f}"
            if is_percent:
                measured = f"100 * {measured}"
                allowed = f"{limit:f} * (select count(*) from {relation})"
            return f"{broken} and {measured} {'>=' if is_strict else '>'} {allowed}"
    raise TypeError(f"{type(check).__name__} is judged on the whole table")


def _outside(column: str, bounds: Bounds) -> str:
    parts = []
    if bounds.minimum is not None:
        sign = "<=" if bounds.is_minimum_strict else "<"
        parts.append(f"{column} {sign} {_bound_literal(bounds.minimum)}")
    if bounds.maximum is not None:
        sign = ">=" if bounds.is_maximum_strict else ">"
        parts.append(f"{column} {sign} {_bound_literal(bounds.maximum)}")
    return f"({' or '.join(parts)})"


def _bound_literal(value: Any) -> str:
    return sql_literal(value.isoformat() if isinstance(value, date) else value)


def stale_query(check: Fresh, relation: str, as_of_date: date) -> str:
    """SQL that gives one row when the relation's latest value is too old, else none."""
    oldest = datetime.combine(as_of_date, time()) - timedelta(hours=float(check.hours))
    return (
        f"select max({check.column}) as latest from {relation} having count(*) > 0 "
        f"and (max({check.column}) is null or max({check.column}) < timestamp '{oldest}')"
    )
