"""Places of marks, ticks and intervals."""

from __future__ import annotations

import pytest

from segments.report import charts


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 0.2521, [0.0, 0.1, 0.2, 0.3]),
        (0.5, 1.0, [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        (64100.0, 88100.0, [60000.0, 65000.0, 70000.0, 75000.0, 80000.0, 85000.0, 90000.0]),
        (5.0, 5.0, [5.0]),
    ],
)
def test_ticks_are_round_and_span_everything(low: float, high: float, ticks: list[float]) -> None:
    assert charts.nice_ticks(low, high) == ticks


def test_a_range_keeps_its_place_between_the_ends_of_the_scale() -> None:
    scale = charts.scale([0.0, 10.0, None])
    assert scale is not None and (scale.low, scale.high) == (0.0, 10.0)
    assert scale.range(5.0, 0.0, 10.0) == charts.Range(75.0, 8.0, 142.0)
    assert scale.range(5.0) == charts.Range(75.0, None, None)
    assert scale.range(5.0, 0.0, None).low is None
    assert charts.scale([None]) is None


def test_one_value_alone_still_has_a_scale() -> None:
    scale = charts.scale([3.0])
    assert scale is not None and scale.low <= 3.0 < scale.high


def test_labels_of_equal_points_do_not_cover_each_other() -> None:
    points = [charts.Point(number, 0.8, 0.0, True) for number in (1, 2, 3)]
    marks = charts.scatter([*points, charts.Point(4, 0.95, 0.25, False)]).marks
    labels = [(mark.label_x, mark.label_y) for mark in marks]
    assert len(set(labels)) == 4
    lowest, middle, highest = sorted((y for _, y in labels[:3]), reverse=True)
    assert lowest - middle >= charts.LABEL_HEIGHT and middle - highest >= charts.LABEL_HEIGHT
    assert all(0 <= mark.x <= charts.WIDTH and 0 <= mark.y <= charts.HEIGHT for mark in marks)


def test_better_is_right_and_up() -> None:
    worse, better = charts.scatter(
        [charts.Point(1, 0.6, 0.01, True), charts.Point(2, 0.9, 0.2, True)]
    ).marks
    assert better.x > worse.x and better.y < worse.y
