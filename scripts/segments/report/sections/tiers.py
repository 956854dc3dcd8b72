"""The tier matrix: which tier each segment has, why, who owns it and whether it is funded."""

from __future__ import annotations

from dataclasses import dataclass

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.tables import Row, Tables

SHOWN = 100
CLV_BASIS = (
    "CLV proxy = average recurring revenue per account at month 24, not lifetime, not margin"
)


@dataclass(frozen=True)
class Funding:
    """`key` is funded, test, nurture or none."""

    key: str
    text: str


@dataclass(frozen=True)
class SegmentRow:
    anchor: str
    name: str
    in_force: str
    proposed: str
    is_change: bool
    why: str
    clv: Figure
    arr: Figure
    viable: Figure
    cohort: Figure
    score: Figure
    rank: Figure | None
    owner: Figure
    funding: Funding
    signed: str
    missing: str


@dataclass(frozen=True)
class Part:
    points: Figure
    is_imputed: bool
    width: str


@dataclass(frozen=True)
class ScoreRow:
    name: str
    score: Figure
    parts: list[Part | None]


@dataclass(frozen=True)
class MatrixView:
    rows: list[SegmentRow]
    left_out: int
    components: list[tuple[str, Figure | None]]
    scores: list[ScoreRow]
    gone: list[str]


def anchor(position: int) -> str:
    """Where a segment's row of the tier matrix stands on the page."""
    return f"segment-{position}"


def anchors(tables: Tables) -> dict[str, str]:
    """Place on the page of every segment that is shown."""
    shown = enumerate(tables["segments"][:SHOWN], start=1)
    return {segment["segment_id"]: anchor(position) for position, segment in shown}


def funding(segment: Row, tier: str | None) -> Funding:
    """What money a segment gets under a tier."""
    if not segment["is_fundable"]:
        reason = words.of("unfundable_reason", segment["unfundable_reason"] or "no_owner")
        return Funding("none", f"Not fundable: {reason}")
    if tier is None:
        return Funding("none", "Not funded: it has no tier in force")
    if segment["rating_status"] == "unproven":
        return Funding("test", "Test budget only: unproven")
    if tier in ("A", "B"):
        return Funding("funded", "Funded")
    return Funding("nurture", "Nurture budget only: tier C")


def funding_now(segment: Row) -> Funding:
    """By the tier in force; before any adoption, what the proposal would bring."""
    if segment["matrix_state"] != "draft":
        return funding(segment, segment["in_force_segment_tier"])
    proposed = funding(segment, segment["proposed_segment_tier"])
    if proposed.key == "none":
        return proposed
    return Funding("none", f"After adoption: {figures.lower_first(proposed.text)}")


def clv(segment: Row, currency: str | None) -> Figure:
    """CLV proxy, or the factor that is unknown."""
    reason = words.of("clv_null_reason", segment["clv_null_reason"] or "no_observations")
    return segment.figure("clv_proxy_amount", lambda a: figures.money(a, currency), reason)


def _people(signatures: str | None) -> str:
    """`tier_matrix:finance, variable_model:sales` as Finance, Sales."""
    functions = {item.partition(":")[2] for item in (signatures or "").split(", ") if item}
    return ", ".join(words.of("function", function) for function in sorted(functions))


def _cohort(segment: Row) -> Figure:
    if segment["rating_status"] != "rated":
        note = words.of("rating_status", segment["rating_status"]).split(":")[0]
    else:
        note = "" if segment["is_reliable"] else "few: not reliable"
    return segment.figure("cohort_account_count", figures.count).noted(note)


def _segment_row(segment: Row, position: int, tables: Tables) -> SegmentRow:
    def money(amount: figures.Number) -> str:
        return figures.money(amount, tables.currency)

    in_force, proposed = segment["in_force_segment_tier"], segment["proposed_segment_tier"]
    owner = words.of("unfundable_reason", segment["unfundable_reason"] or "no_owner")
    return SegmentRow(
        anchor=anchor(position),
        name=segment["segment_name"],
        in_force=in_force or "",
        proposed=proposed,
        is_change=segment["matrix_state"] != "draft" and in_force != proposed,
        why=words.of("tier_reason", segment["tier_reason"]),
        clv=clv(segment, tables.currency),
        arr=segment.figure(
            "arr_amount",
            money,
            words.of("arr_null_reason", segment["arr_null_reason"] or "finance_not_delivered"),
        ),
        viable=segment.figure("viable_account_count", figures.count),
        cohort=_cohort(segment),
        score=segment.figure(
            "composite_score", figures.decimal, "none of its components could be measured"
        ),
        rank=segment.figure("composite_rank", figures.count)
        if segment["composite_rank"] is not None
        else None,
        owner=figures.figure(segment["owner_name"], str, owner),
        funding=funding_now(segment),
        signed=_people(segment["signatures_given"]),
        missing=_people(segment["signatures_missing"]),
    )


def _scores(tables: Tables) -> tuple[list[tuple[str, Figure | None]], list[ScoreRow]]:
    # What has no weight with anybody is in no score.
    used = {row["component"] for row in tables["components"] if row["weight"] != 0}
    heaviest = sorted(
        (row for row in tables["components"] if row["component"] in used),
        key=lambda row: (-(row["weight"] or 0), row["component"]),
    )
    labels = {row["component"]: row["component_label"] for row in heaviest}
    headings: list[tuple[str, Figure | None]] = []
    for component, label in labels.items():
        rows = [row for row in heaviest if row["component"] == component]
        weights = {row["weight"] for row in rows}
        shared = len(weights) == 1 and rows[0]["weight"] is not None
        weight = rows[0].figure("weight", lambda w: figures.percent(w, 0)) if shared else None
        headings.append((label, weight))
    parts = {(row["segment_id"], row["component"]): row for row in tables["components"]}
    scores = []
    for segment in tables["segments"][:SHOWN]:
        found = [parts.get((segment["segment_id"], component)) for component in labels]
        score = segment.figure("composite_score", figures.decimal, "nothing was measured")
        scores.append(ScoreRow(segment["segment_name"], score, [_part(row) for row in found]))
    return headings, scores if labels else []


def _part(row: Row | None) -> Part | None:
    if row is None:
        return None
    points = row.figure("contribution", figures.decimal, "not measured")
    return Part(points, row["is_imputed"], figures.bar_width(row["contribution"], 100))


def _gone(tables: Tables) -> list[str]:
    """Segments that people act on although the grid of this run has them no longer."""
    names = tables.segment_names()
    shown = {segment["segment_id"] for segment in tables["segments"]}
    return [
        f"{names.get(tier['segment_id'], tier['segment_id'])} ({tier['in_force_segment_tier']})"
        for tier in tables["in_force"]
        if tier["in_force_segment_tier"] is not None and tier["segment_id"] not in shown
    ]


def build(tables: Tables) -> MatrixView:
    """Surviving segments, best tier and highest CLV proxy first."""
    segments = tables["segments"]
    components, scores = _scores(tables)
    return MatrixView(
        rows=[
            _segment_row(segment, position, tables)
            for position, segment in enumerate(segments[:SHOWN], start=1)
        ],
        left_out=max(0, len(segments) - SHOWN),
        components=components,
        scores=scores,
        gone=_gone(tables),
    )
