"""Places of marks in the charts; the templates draw them as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 640.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 16.0, 28.0, 44.0
LABEL_HEIGHT, LABEL_WIDTH = 15.0, 22.0
RANGE_WIDTH, RANGE_MARGIN = 150.0, 8.0


@dataclass(frozen=True)
class Tick:
    """A value of an axis and its place."""

    value: float
    place: float


@dataclass(frozen=True)
class Point:
    """`number` names the row of the table beside the chart."""

    number: int
    x: float
    y: float
    is_filled: bool


@dataclass(frozen=True)
class Mark:
    number: int
    x: float
    y: float
    label_x: float
    label_y: float
    is_filled: bool


@dataclass(frozen=True)
class Scatter:
    marks: list[Mark]
    x_ticks: list[Tick]
    y_ticks: list[Tick]


@dataclass(frozen=True)
class Range:
    """Places of a value and its interval on a scale that several rows share."""

    value: float
    low: float | None
    high: float | None


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round values that span low to high: steps of 1, 2 or 5 times a power of ten."""
    span = high - low
    if span <= 0:
        return [low]
    rough = span / count
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough - 1e-12)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def _place(value: float, low: float, high: float, start: float, end: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(start + share * (end - start), 1)


def scatter(points: Sequence[Point]) -> Scatter:
    """Completeness from left to right, predictive power upwards; labels dodge each other."""
    x_values = nice_ticks(min(0.5, *(point.x for point in points)), 1.0)
    y_values = nice_ticks(0.0, max(0.05, *(point.y for point in points)))
    x_low, x_high, y_low, y_high = x_values[0], 1.0, 0.0, y_values[-1]
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def spot(point: Point) -> tuple[float, float]:
        return (
            _place(point.x, x_low, x_high, LEFT, right),
            _place(point.y, y_low, y_high, bottom, TOP),
        )

    taken: list[tuple[float, float]] = []
    marks = []
    for point in sorted(points, key=lambda p: (p.x, p.number)):
        x, y = spot(point)
        label_x, label_y = x, y - 9
        while any(
            abs(label_x - other_x) < LABEL_WIDTH and abs(label_y - other_y) < LABEL_HEIGHT
            for other_x, other_y in taken
        ):
            label_y -= LABEL_HEIGHT
        taken.append((label_x, label_y))
        marks.append(Mark(point.number, x, y, label_x, label_y, point.is_filled))
    return Scatter(
        marks=marks,
        x_ticks=[Tick(v, _place(v, x_low, x_high, LEFT, right)) for v in x_values if v <= 1],
        y_ticks=[Tick(v, _place(v, y_low, y_high, bottom, TOP)) for v in y_values],
    )


@dataclass(frozen=True)
class Scale:
    """The axis that the rows of a column share."""

    low: float
    high: float

    def range(self, value: float, low: float | None = None, high: float | None = None) -> Range:
        def place(number: float) -> float:
            inside = min(max(number, self.low), self.high)
            return _place(inside, self.low, self.high, RANGE_MARGIN, RANGE_WIDTH - RANGE_MARGIN)

        if low is None or high is None:
            return Range(place(value), None, None)
        return Range(place(value), place(low), place(high))


def scale(values: Sequence[float | None], starts_at_zero: bool = False) -> Scale | None:
    """An axis with round ends around all values that are known."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = min(known), max(known)
    if starts_at_zero:
        low = min(low, 0.0)
    if high == low:
        high = low + (abs(low) or 1.0)
    ticks = nice_ticks(low, high, 4)
    return Scale(ticks[0], ticks[-1])
