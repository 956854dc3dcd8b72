"""Numbers, days and unknowns as people read them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
# From which amount on, the unit, its letter: 999,950 reads as 1.0M, not as 1,000.0K.
STEPS = (
    (Decimal(999950000), Decimal(10) ** 9, "B"),
    (Decimal(999950), Decimal(10) ** 6, "M"),
    (Decimal("999.5"), Decimal(10) ** 3, "K"),
)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

Number = int | float | Decimal
Value = TypeVar("Value")


@dataclass(frozen=True)
class Source:
    """Where a number stands in the published tables, so that anybody can look it up.

    `key` gives columns and what they must be: one value or, as a tuple, any of several. With an
    `aggregate` the number is that of all rows the key leaves. `term` is the column that defines it.
    """

    table: str
    column: str
    key: Mapping[str, object]
    value: object
    term: str
    aggregate: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """Of the element that shows the number."""
        attributes = {
            "data-table": self.table,
            "data-column": self.column,
            "data-key": json.dumps(dict(self.key), default=str),
            "data-term": anchor(self.term),
        }
        if self.aggregate:
            attributes["data-aggregate"] = self.aggregate
        if self.value is not None:
            attributes["value"] = str(self.value)
        return attributes


@dataclass(frozen=True)
class Figure:
    """A value as shown. An unknown one carries the reason in words instead of a number."""

    text: str
    note: str = ""
    is_unknown: bool = False
    source: Source | None = None

    def noted(self, note: str) -> Figure:
        """The same with a remark under it; an unknown one keeps its reason."""
        return self if self.is_unknown or not note else replace(self, note=note)


def anchor(term: str) -> str:
    """Where the definition of a term stands on the page."""
    return "definition-" + re.sub(r"[^a-z0-9]+", "-", term)


def figure(
    value: Value | None, shown: Callable[[Value], str], reason: str, source: Source | None = None
) -> Figure:
    """The value as `shown` writes it, or unknown for `reason`."""
    if value is None:
        return Figure("unknown", reason, is_unknown=True, source=source)
    return Figure(shown(value), source=source)


def _rounded(value: Number, places: int) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _unsigned(value: Number, places: int) -> tuple[str, str]:
    """Sign and digits with separators; what rounds to zero has no sign."""
    rounded = _rounded(value, places)
    return (MINUS if rounded < 0 else ""), f"{abs(rounded):,.{places}f}"


def count(value: int) -> str:
    sign, digits = _unsigned(value, 0)
    return sign + digits


def counted(number: int, one: str, many: str) -> str:
    """`1 segment`, `1,234 segments`."""
    return f"{count(number)} {one if number == 1 else many}"


def decimal(value: Number, places: int = 1) -> str:
    sign, digits = _unsigned(value, places)
    return sign + digits


def percent(share: Number, places: int = 1) -> str:
    """A share of 0.927 as 92.7 %."""
    exact = share if isinstance(share, Decimal) else Decimal(str(share))
    return decimal(exact * 100, places) + NO_BREAK_SPACE + "%"


def part(share: Number) -> str:
    """A share of a whole; what is there but rounds to nothing reads as less than 0.1 %."""
    text = percent(share)
    return f"<{NO_BREAK_SPACE}{percent(0.001)}" if share > 0 and text == percent(0) else text


def multiple(value: Number) -> str:
    return decimal(value, 2) + "×"


def _with_currency(sign: str, digits: str, currency: str | None) -> str:
    if currency is None:
        return sign + digits
    symbol = SYMBOLS.get(currency)
    return sign + symbol + digits if symbol else f"{currency}{NO_BREAK_SPACE}{sign}{digits}"


def money(amount: Number, currency: str | None) -> str:
    """Three or four digits that matter: $86.0K, $1.2M; small amounts whole."""
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    for threshold, unit, letter in STEPS:
        if abs(exact) >= threshold:
            sign, digits = _unsigned(exact / unit, 1)
            return _with_currency(sign, digits + letter, currency)
    sign, digits = _unsigned(exact, 0 if abs(exact) >= 10 or exact == 0 else 2)
    return _with_currency(sign, digits, currency)


def exact_money(amount: Number, currency: str | None) -> str:
    """To the cent: $94,568,363.77."""
    sign, digits = _unsigned(amount, 2)
    return _with_currency(sign, digits, currency)


def day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(text: str) -> str:
    """An ISO 8601 moment in UTC and to the minute; other text as it is."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    utc = found.astimezone(UTC) if found.tzinfo else found
    return f"{day(utc.date())}, {utc:%H:%M} UTC"


def lower_first(text: str) -> str:
    """A sentence as part of another."""
    return text[:1].lower() + text[1:]


def bar_width(value: Number | None, largest: Number | None) -> str:
    """Length of a bar in percent of the longest; a value below zero has no bar."""
    if value is None or not largest or largest <= 0 or value <= 0:
        return "0"
    return f"{float(value) / float(largest) * 100:.2f}"
