"""Every number on a page of the report, held against the tables that it names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import duckdb

UNITS = {"K": Decimal(10) ** 3, "M": Decimal(10) ** 6, "B": Decimal(10) ** 9}
WRITTEN = re.compile(r"(−?)[^\d−]*([\d,]+)(?:\.(\d+))?([KMB](?![a-z]))?(.*)", re.DOTALL)


@dataclass
class Number:
    """`text` is what people read, `value` what the page claims to stand behind it."""

    table: str
    column: str
    key: dict[str, object]
    aggregate: str
    value: str | None
    term: str
    text: str = ""


@dataclass
class Numbers(HTMLParser):
    found: list[Number] = field(default_factory=list)
    _open: list[tuple[str, Number | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ("data", "span"):
            return
        number = None
        if "data-table" in given:
            number = Number(
                given["data-table"] or "",
                given["data-column"] or "",
                json.loads(given["data-key"] or "{}"),
                given.get("data-aggregate") or "",
                given.get("value"),
                given["data-term"] or "",
            )
            self.found.append(number)
        self._open.append((tag, number))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("data", "span"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for _, number in self._open:
            if number is not None:
                number.text += data


def read_numbers(page: str) -> list[Number]:
    reader = Numbers()
    reader.feed(page)
    return reader.found


def written(text: str) -> tuple[Decimal, Decimal]:
    """The number that people read, and half a unit of its last digit."""
    found = WRITTEN.match(text.strip())
    assert found, f"no number is written in {text!r}"
    sign, whole, decimals, unit, rest = found.groups()
    scale = UNITS.get(unit or "", Decimal(1))
    scale = scale / 100 if rest.strip().startswith("%") else scale
    value = Decimal(whole.replace(",", "") + "." + (decimals or "0")) * scale
    half = Decimal(1).scaleb(-len(decimals or "")) * scale / 2
    return (-value if sign else value), half


def _statement(number: Number) -> tuple[str, list[object]]:
    conditions, values = [], []
    for column, wanted in number.key.items():
        if isinstance(wanted, list):
            conditions.append(f"{column} in ({', '.join('?' * len(wanted))})")
            values += wanted
        else:
            conditions.append(f"{column} is not distinct from ?")
            values.append(wanted)
    shown = f"{number.aggregate}({number.column})" if number.aggregate else number.column
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return f"select {shown} from segments.marts.{number.table}{where}", values


def wrong_numbers(page: str, database: Path) -> Iterator[str]:
    """One line for each number of the page that the tables do not hold."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as segments (read_only)")
        for number in read_numbers(page):
            statement, values = _statement(number)
            rows = connection.execute(statement, values).fetchall()
            what = f"{number.table}.{number.column} {number.key}: the page says {number.text!r}"
            if len(rows) != 1:
                yield f"{what}, the table has {len(rows)} rows"
                continue
            held = rows[0][0]
            if held is None:
                if number.text != "unknown" or number.value is not None:
                    yield f"{what}, the table knows nothing"
                continue
            if isinstance(held, date) or number.value is None:
                yield f"{what}, the table has {held}"
                continue
            exact = Decimal(str(held))
            shown, half = written(number.text)
            if Decimal(number.value) != exact or abs(shown - exact) > half:
                yield f"{what} ({number.value}), the table has {held}"
