"""Sections as pure functions: rows in, what the template shows out; no database, no page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from segments.report import figures
from segments.report.marts import MARTS
from segments.report.sections import first_screen, grid, readiness, revenue, signoffs, tiers, value
from segments.report.tables import Tables

DAY = date(2026, 6, 30)


def tables(**rows: list[dict[str, Any]]) -> Tables:
    """Rows with the columns that a test gives; all others are empty."""
    whole = {
        name: [dict.fromkeys([*MARTS[name].columns, *MARTS[name].counts]) | row for row in given]
        for name, given in rows.items()
    }
    return Tables(whole, DAY)


def segment(segment_id: str, **values: object) -> dict[str, object]:
    return {
        "segment_id": segment_id,
        "segment_name": segment_id.title(),
        "proposed_segment_tier": "A",
        "rating_status": "rated",
        "tier_reason": "top_third",
        "is_fundable": True,
        "is_reliable": True,
        "matrix_state": "in_force",
        "clv_basis": "revenue",
        "viable_account_count": 300,
        "cohort_account_count": 50,
        **values,
    }


RUN = {"scoring_run_id": "r1", "as_of_date": DAY, "is_current": True, "is_in_force": False}


@pytest.mark.parametrize(
    ("values", "tier", "key", "text"),
    [
        ({}, "A", "funded", "Funded"),
        ({}, "B", "funded", "Funded"),
        ({}, "C", "nurture", "Nurture budget only: tier C"),
        ({}, None, "none", "Not funded: it has no tier in force"),
        ({"rating_status": "unproven"}, "A", "test", "Test budget only: unproven"),
        (
            {"is_fundable": False, "unfundable_reason": "owner_inactive"},
            "A",
            "none",
            "Not fundable: the named owner is not active",
        ),
    ],
)
def test_money_follows_owner_and_tier_in_force(
    values: dict[str, object], tier: str | None, key: str, text: str
) -> None:
    row = tables(segments=[segment("a", **values)])["segments"][0]
    assert tiers.funding(row, tier) == tiers.Funding(key, text)


def test_the_first_screen_counts_what_is_in_force_not_what_is_proposed() -> None:
    found = tables(
        runs=[RUN, {**RUN, "scoring_run_id": "r0", "is_current": False, "is_in_force": True}],
        segments=[
            segment("a", proposed_segment_tier="A", in_force_segment_tier="C"),
            segment("b", proposed_segment_tier="B", in_force_segment_tier="A"),
            segment("c", proposed_segment_tier="C", in_force_segment_tier="B", is_fundable=False),
        ],
        in_force=[
            {
                "segment_id": "b",
                "in_force_segment_tier": "A",
                "scoring_run_id": "r0",
                "valid_from": DAY,
            },
        ],
    )
    screen = first_screen.build(found)
    assert screen.state.key == "proposed"
    assert [row.name for row in screen.funded] == ["B"]
    count = screen.headline[0]
    assert isinstance(count, figures.Figure) and count.text == "1" and count.source is not None
    assert count.source.key == {
        "as_of_date": DAY,
        "in_force_segment_tier": ("A", "B"),
        "is_fundable": True,
        "rating_status": ("rated", "unscored"),
    }
    assert screen.changes == ["A: C → A", "B: A → B", "C: B → C"]


def test_without_any_row_the_first_screen_is_a_draft() -> None:
    screen = first_screen.build(tables())
    assert screen.headline == ["Nothing is funded: there is no segment yet"]
    assert screen.state.sentence == "Nothing has been scored yet."
    assert screen.revenue.is_unknown and not screen.slices


def test_only_the_sum_of_known_parts_can_tie() -> None:
    parts = [
        {"bucket": "tier_a", "arr_amount": Decimal("1.10"), "finance_arr_amount": Decimal("1.05")},
        {
            "bucket": "rounding",
            "arr_amount": Decimal("-0.05"),
            "finance_arr_amount": Decimal("1.05"),
        },
        {
            "bucket": "quarantined",
            "arr_null_reason": "lines_refused",
            "finance_arr_amount": Decimal("1.05"),
        },
    ]
    assert revenue.build(tables(revenue=parts)).ties
    parts[0]["arr_amount"] = Decimal("1.11")
    view = revenue.build(tables(revenue=parts))
    assert not view.ties and view.tie == "The parts differ from finance's total by 0.01."


def test_segments_that_fail_stand_before_those_that_pass() -> None:
    def check(segment_id: str, status: str, size: int) -> dict[str, object]:
        return {
            "check_id": "retention_capability",
            "subject": segment_id,
            "check_status": status,
            "measured_value": size,
            "threshold": 5,
            "owner": "finance",
            "remedy": "Share history",
        }

    view = readiness.build(tables(readiness=[check("big", "pass", 90), check("tiny", "fail", 2)]))
    assert [check.label for check in view.segments] == ["Tiny", "Big"]
    assert [(state, number.text) for state, number in view.segment_states] == [
        ("failed", "1"),
        ("passed", "1"),
    ]
    assert view.segments[0].measured.text == "2 accounts" and view.checks == []


def test_a_check_without_known_units_shows_plain_numbers() -> None:
    row = {
        "check_id": "made_up",
        "subject": "tenant",
        "requirement": "Something must hold",
        "check_status": "unknown",
        "reason": "source_not_delivered",
        "owner": "sales",
        "remedy": "Land it",
    }
    (check,) = readiness.build(tables(readiness=[row])).checks
    assert (check.label, check.measured.text) == ("Something must hold", "unknown")
    assert check.measured.note == "the source is not delivered"


def test_a_merged_cell_and_one_without_need_are_not_rated() -> None:
    view = grid.build(
        tables(
            cells=[
                {
                    "segment_id": "s--x",
                    "firmographic_band_id": "s",
                    "need_state_id": "x",
                    "band_label": "Small",
                    "need_state_name": "X",
                    "need_state_order": 1,
                    "cell_status": "merged",
                    "addressable_account_count": 1,
                },
                {
                    "segment_id": "s--unknown",
                    "firmographic_band_id": "s",
                    "need_state_id": "unknown",
                    "band_label": "Small",
                    "need_state_name": "Unknown",
                    "need_state_order": 99,
                    "cell_status": "unclassified",
                    "addressable_account_count": 7,
                },
            ]
        )
    )
    (row,) = view.rows
    assert [
        (cell.kind, cell.head, cell.accounts.text + cell.noun) for cell in row.cells if cell
    ] == [
        ("not-rated", "Merged", "1 account"),
        ("not-rated", "Not rated", "7 accounts"),
    ]


def test_a_need_that_holds_nothing_has_no_column_and_is_named() -> None:
    def cell(need: str, accounts: int, is_candidate: bool) -> dict[str, object]:
        return {
            "segment_id": f"s--{need}",
            "firmographic_band_id": "s",
            "need_state_id": need,
            "band_label": "Small",
            "need_state_name": need.title(),
            "need_state_order": 1,
            "cell_status": "unclassified",
            "is_candidate": is_candidate,
            "addressable_account_count": accounts,
        }

    view = grid.build(
        tables(cells=[cell("full", 3, False), cell("asked", 0, True), cell("empty", 0, False)])
    )
    assert (sorted(view.needs), view.left_out) == (["Asked", "Full"], ["Empty"])


def test_an_interval_that_is_not_published_says_so_and_draws_no_line() -> None:
    metric = {
        "segment_id": "a",
        "metric_id": "grr",
        "window_months": 24,
        "basis": "point_to_point",
        "unit": "ratio",
        "observation_count": 4,
        "metric_value": 0.5,
    }
    view = value.build(
        tables(segments=[segment("a", clv_proxy_amount=Decimal(10))], metrics=[metric])
    )
    measured = view.rows[0].factors[1]
    assert measured.value.text == "50.0\u00a0%" and measured.low is None
    assert measured.no_interval == "no interval: too little was observed"
    assert measured.range is not None and measured.range.low is None


def ranked(name: str, rank: int, third: int, *ends: str, **values: object) -> dict[str, object]:
    low, proxy, high = (Decimal(end) if end else None for end in ends)
    return segment(
        name,
        clv_rank=rank,
        clv_third=third,
        clv_proxy_lower_amount=low,
        clv_proxy_amount=proxy,
        clv_proxy_upper_amount=high,
        clv_proxy_interval_null_reason=None if low else "too_few_observations",
        **values,
    )


def test_the_proxy_stands_with_its_interval_or_with_the_reason_that_it_has_none() -> None:
    view = value.build(
        tables(
            segments=[
                ranked("known", 1, 1, "80000", "100000", "125000"),
                ranked("few", 2, 1, "", "50000", ""),
                segment("unknown", clv_proxy_interval_null_reason="clv_unknown"),
            ]
        )
    )
    known, few, unknown = view.rows
    assert (known.clv_low.text, known.clv_high.text) == ("80.0K", "125.0K")
    assert known.clv_range.low < known.clv_range.value < known.clv_range.high
    assert few.clv_range.low is None and few.clv_low is None
    assert few.no_clv_interval == "no interval: too few accounts stand behind a factor"
    assert (unknown.clv_range, unknown.clv_low, unknown.no_clv_interval) == (None, None, "")


def test_segments_at_the_line_between_thirds_are_told_apart_only_by_intervals_apart() -> None:
    def borders(*segments: dict[str, object]) -> list[str]:
        return value.build(tables(segments=list(segments))).borders

    top, middle = ranked("a", 1, 1, "90", "100", "110"), ranked("b", 2, 2, "75", "82", "90")
    bottom, last = ranked("c", 3, 3, "60", "65", "74.99"), ranked("d", 4, 3, "", "50", "")
    assert borders(last, bottom, middle, top) == [
        "Between the top and the middle third, the intervals of A and B overlap:"
        " their order may be chance",
        "Between the middle and the bottom third, the intervals of B and C do not overlap",
    ]
    unmeasured = ranked("b", 2, 2, "", "82", "")
    assert borders(top, unmeasured) == [
        "Between the top and the middle third, nobody can say how surely A and B differ:"
        " one has no interval"
    ]
    # Each basis is ranked by itself, and is not compared with another.
    logo = ranked("e", 2, 3, "", "20", "", clv_basis="logo")
    assert borders(top, middle, logo, ranked("f", 1, 3, "", "30", "", clv_basis="logo")) == [
        "Between the top and the middle third, the intervals of A and B overlap:"
        " their order may be chance"
    ]
    assert borders(segment("g"), segment("h")) == []


def test_signatures_that_a_run_has_and_still_needs() -> None:
    view = signoffs.build(
        tables(
            segments=[
                segment(
                    "a",
                    signatures_given="variable_model:sales",
                    signatures_missing="tier_matrix:finance, tier_matrix:sales",
                )
            ]
        )
    )
    assert [(item.artifact, item.function, item.is_given) for item in view.required] == [
        ("Tier matrix", "Finance", False),
        ("Tier matrix", "Sales", False),
        ("Variable model", "Sales", True),
    ]
