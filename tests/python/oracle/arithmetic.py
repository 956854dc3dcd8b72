"""Calendar months, cents and medians, exactly."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

DAYS_PER_MONTH = Fraction("30.4375")
ZERO = Decimal("0.00")


def add_months(day: date, months: int) -> date:
    """The same day of another month, clipped to that month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_between(start: date, stop: date) -> Fraction:
    """Months from `start` up to but not including `stop`: whole calendar months, then days."""
    whole = (stop.year - start.year) * 12 + stop.month - start.month
    if add_months(start, whole) > stop:
        whole -= 1
    return whole + (stop - add_months(start, whole)).days / DAYS_PER_MONTH


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_ends(first: date, last: date) -> Iterator[date]:
    """Month ends in [first, last], in order."""
    current = month_end(first)
    while current <= last:
        yield current
        current = month_end(current + timedelta(days=1))


def cents(value: Fraction) -> Decimal:
    """Rounded half up (away from zero) to cents."""
    units = floor(abs(value) * 100 + Fraction(1, 2))
    return Decimal(units if value >= 0 else -units).scaleb(-2)


def ratio(numerator: Decimal | Fraction | int, denominator: Decimal | Fraction | int):
    """Exact quotient; None where the denominator is zero."""
    return Fraction(numerator) / Fraction(denominator) if denominator else None


def median(values: Sequence[Decimal | int]) -> Fraction | None:
    ordered = sorted(values)
    if not ordered:
        return None
    middle, odd = divmod(len(ordered), 2)
    if odd:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle]) / 2


def thirds(count: int) -> list[int]:
    """ntile(3): the third of each of `count` ordered rows; remainders go to the first ones."""
    size, extra = divmod(count, 3)
    sizes = [size + (1 if tile < extra else 0) for tile in range(3)]
    return [tile + 1 for tile in range(3) for _ in range(sizes[tile])]
