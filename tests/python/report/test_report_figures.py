"""Numbers as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from segments.report import figures


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (Decimal("85950.00"), "USD", "$86.0K"),
        (Decimal("85949.99"), "USD", "$85.9K"),
        (Decimal("999949.99"), "USD", "$999.9K"),
        (Decimal("999950.00"), "USD", "$1.0M"),
        (Decimal("999950000"), "USD", "$1.0B"),
        (Decimal("999.49"), "EUR", "€999"),
        (Decimal("999.50"), "EUR", "€1.0K"),
        (Decimal(0), "USD", "$0"),
        (Decimal("-0.15"), "USD", "−$0.15"),
        (Decimal("-1250.00"), "USD", "−$1.3K"),
        (Decimal(86000), "CHF", "CHF\u00a086.0K"),
        (Decimal(86000), None, "86.0K"),
    ],
)
def test_money_keeps_the_digits_that_matter(
    amount: Decimal, currency: str | None, text: str
) -> None:
    assert figures.money(amount, currency) == text


def test_exact_money_is_to_the_cent() -> None:
    assert figures.exact_money(Decimal("94568363.77"), "USD") == "$94,568,363.77"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.9274288, "92.7\u00a0%"), (0.0005, "0.1\u00a0%"), (1.12341, "112.3\u00a0%")],
)
def test_percent_rounds_half_up(share: float, text: str) -> None:
    assert figures.percent(share) == text


def test_a_tiny_part_is_not_nothing() -> None:
    assert figures.part(Decimal("0.0001")) == "<\u00a00.1\u00a0%"
    assert figures.part(Decimal(0)) == "0.0\u00a0%"


def test_unknown_carries_its_reason() -> None:
    unknown = figures.figure(None, figures.count, "nobody asked")
    assert (unknown.text, unknown.note, unknown.is_unknown) == ("unknown", "nobody asked", True)
    assert figures.figure(0, figures.count, "nobody asked") == figures.Figure("0")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-07-01T04:05:06Z", "1 July 2026, 04:05 UTC"),
        ("2026-07-01T01:05:06+02:00", "30 June 2026, 23:05 UTC"),
        ("yesterday", "yesterday"),
    ],
)
def test_a_moment_is_in_utc(text: str, shown: str) -> None:
    assert figures.moment(text) == shown


def test_days_counts_and_bars() -> None:
    assert figures.day(date(2026, 6, 30)) == "30 June 2026"
    assert figures.counted(1, "row", "rows") == "1 row"
    assert figures.counted(1234, "row", "rows") == "1,234 rows"
    assert figures.bar_width(Decimal(50), Decimal(200)) == "25.00"
    assert figures.bar_width(Decimal(-1), Decimal(200)) == "0"
    assert figures.bar_width(None, None) == "0"
