"""Rows of the marts, and numbers that know where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from segments.report import words
from segments.report.figures import Figure, Source, count, figure
from segments.report.marts import MARTS, RUN_DATE, Mart
from segments.report.terms import known


@dataclass(frozen=True)
class Row:
    """One row of a mart; a column that `marts` does not list is a mistake and raises KeyError."""

    mart: Mart
    values: Mapping[str, Any]
    only: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def source(self, column: str, term: str = "") -> Source:
        key = {**self.only, **{name: self.values[name] for name in self.mart.key}}
        aggregate, counted = self.mart.counts.get(column, ("", column))
        table = self.mart.table
        default = table if aggregate == "count" else f"{table}.{counted}"
        return Source(table, counted, key, self.values[column], known(term or default), aggregate)

    def figure(
        self, column: str, shown: Callable[[Any], str], reason: str = "", term: str = ""
    ) -> Figure:
        """The number of a column, or unknown for `reason`."""
        return figure(self.values[column], shown, reason, self.source(column, term))

    def words(self, column: str) -> str:
        """The code of a column in words; none reads as nothing."""
        code = self.values[column]
        return "" if code is None else words.of(column, code)


def _fits(row: Row, conditions: Mapping[str, object]) -> bool:
    return all(
        row[name] in wanted if isinstance(wanted, tuple) else row[name] == wanted
        for name, wanted in conditions.items()
    )


class Tables:
    """All that the report reads, by the names of `marts`."""

    def __init__(self, rows: Mapping[str, list[Mapping[str, Any]]], run_date: date | None) -> None:
        self._only = {
            name: {k: run_date if v is RUN_DATE else v for k, v in mart.only.items()}
            for name, mart in MARTS.items()
        }
        self._rows = {
            name: [Row(mart, values, self._only[name]) for values in rows.get(name, [])]
            for name, mart in MARTS.items()
        }

    def __getitem__(self, name: str) -> list[Row]:
        return self._rows[name]

    def where(self, name: str, **conditions: object) -> list[Row]:
        """Rows whose columns have these values; a tuple stands for any of several."""
        return [row for row in self._rows[name] if _fits(row, conditions)]

    def count(self, name: str, shown: Callable[[int], str] = count, **conditions: object) -> Figure:
        """How many rows there are."""
        mart, found = MARTS[name], self.where(name, **conditions)
        size = sum(row["row_count"] for row in found) if "row_count" in mart.counts else len(found)
        key = {**self._only[name], **conditions}
        return Figure(
            shown(size), source=Source(mart.table, "*", key, size, known(mart.table), "count")
        )

    def total(
        self, name: str, column: str, shown: Callable[[Any], str], reason: str, **conditions: object
    ) -> Figure:
        """Sum of a column over rows; unknown as soon as it has no value at all."""
        mart = MARTS[name]
        amounts = [row[column] for row in self.where(name, **conditions)]
        value = exact_sum(amounts)
        key = {**self._only[name], **conditions}
        term = known(f"{mart.table}.{column}")
        return figure(value, shown, reason, Source(mart.table, column, key, value, term, "sum"))

    @property
    def run(self) -> Row | None:
        return next((run for run in self["runs"] if run["is_current"]), None)

    @property
    def currency(self) -> str | None:
        codes = (row["currency_code"] for name in ("revenue", "segments") for row in self[name])
        return next((code for code in codes if code), None)

    def segment_names(self) -> dict[str, str]:
        """Names of the cells of this run, and of segments that it has no longer."""
        rows = [*self["names"], *self["cells"]]
        return {row["segment_id"]: row["segment_name"] for row in rows}


def exact_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Sum of what is known; none when nothing is."""
    found = [amount for amount in amounts if amount is not None]
    return sum(found, Decimal(0)) if found else None
