"""Win rates by the quarter of creation, each at the age that a win of the segment takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from segments.report import figures
from segments.report.figures import Figure
from segments.report.sections import tiers
from segments.report.tables import Row, Tables

SHOWN = 30
QUARTERS = 8


@dataclass(frozen=True)
class Cohort:
    """One of three: a `rate` with its interval, `won` so far, or neither (nothing was created)."""

    created: Figure | None
    rate: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None
    won: Figure | None = None
    is_few: bool = False


@dataclass(frozen=True)
class SegmentCohorts:
    anchor: str
    name: str
    months: Figure
    cohorts: list[Cohort]


@dataclass(frozen=True)
class WinsView:
    """`said` stands in place of the table when nothing is known."""

    said: str
    quarters: list[str]
    rows: list[SegmentCohorts]
    left_out: int


def quarter(first_day: date) -> str:
    return f"Q{(first_day.month + 2) // 3} {first_day.year}"


def _at_maturity(rows: list[Row]) -> Row:
    """The row of a cohort at the age that a win takes; the oldest where that is not known."""
    oldest = rows[-1]
    months = oldest["maturity_months"]
    if months is None:
        return oldest
    return next((row for row in rows if row["months_since_created"] >= months), oldest)


def _cohort(rows: list[Row]) -> Cohort:
    row = _at_maturity(rows)
    if not row["created_count"]:
        return Cohort(None)
    created = row.figure("created_count", figures.count)
    if row["cohort_win_rate"] is None:
        return Cohort(created, won=row.figure("won_count", figures.count))

    def rough(share: figures.Number) -> str:
        return figures.percent(share, 0)

    return Cohort(
        created,
        rate=row.figure("cohort_win_rate", rough),
        low=row.figure("interval_low", rough),
        high=row.figure("interval_high", rough),
        is_few=not row["is_reliable"],
    )


def build(tables: Tables) -> WinsView:
    """Surviving segments in the order of the tier matrix, the last quarters from left to right."""
    found: dict[str, dict[date, list[Row]]] = {}
    for row in tables["cohorts"]:
        quarters = found.setdefault(row["segment_id"], {})
        quarters.setdefault(row["created_quarter_date"], []).append(row)
    days = sorted({day for quarters in found.values() for day in quarters})[-QUARTERS:]
    segments = [row for row in tables["segments"] if row["segment_id"] in found]
    if not segments or all(row["created_count"] is None for row in tables["cohorts"]):
        given = "no segment survives" if tables["cohorts"] else "nothing was followed"
        unknown = any(row["null_reason"] == "source_not_delivered" for row in tables["cohorts"])
        reason = "opportunities were not delivered" if unknown else given
        return WinsView(f"Win cohorts are unknown: {reason}.", [], [], 0)
    anchors = tiers.anchors(tables)
    rows = []
    for segment in segments[:SHOWN]:
        cohorts = found[segment["segment_id"]]
        latest = cohorts[days[-1]][-1]
        is_own = latest["maturity_basis"] == "segment"
        whose = "by its own wins" if is_own else "by wins of all segments"
        months = latest.figure("maturity_months", figures.count, "nobody has won anything")
        rows.append(
            SegmentCohorts(
                anchor=anchors.get(segment["segment_id"], "tiers"),
                name=segment["segment_name"],
                months=months.noted(whose),
                cohorts=[_cohort(cohorts[day]) for day in days],
            )
        )
    return WinsView("", [quarter(day) for day in days], rows, max(0, len(segments) - SHOWN))
