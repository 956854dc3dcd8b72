"""The segment grid as a heat map: bands down, needs across, killed cells with their reason."""

from __future__ import annotations

from dataclasses import dataclass

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.sections import tiers
from segments.report.tables import Row, Tables


@dataclass(frozen=True)
class CellLine:
    """What the line says, and its number if it has one."""

    text: str
    figure: Figure | None = None


@dataclass(frozen=True)
class Cell:
    """`kind` is tier-a, tier-b, tier-c, killed or not-rated; it sets the shade."""

    kind: str
    head: str
    lines: list[CellLine]
    accounts: Figure
    noun: str
    anchor: str


@dataclass(frozen=True)
class GridRow:
    label: str
    cells: list[Cell | None]


@dataclass(frozen=True)
class GridView:
    needs: list[str]
    rows: list[GridRow]
    mode: str
    left_out: list[str]
    is_draft: bool
    groups: list[tuple[str, Figure]]


def _cell(row: Row, kind: str, head: str, lines: list[CellLine], anchor: str = "") -> Cell:
    accounts = row.figure("addressable_account_count", figures.count)
    return Cell(
        kind, head, lines, accounts, " account" if accounts.text == "1" else " accounts", anchor
    )


def _surviving(row: Row, segment: Row, anchor: str, tables: Tables) -> Cell:
    tier = segment["proposed_segment_tier"]
    clv = tiers.clv(segment, tables.currency)
    lines = [CellLine("CLV ", clv)]
    in_force = segment["in_force_segment_tier"]
    if segment["matrix_state"] != "draft" and in_force != tier:
        lines.append(CellLine(f"In force: {in_force or 'no tier'}"))
    if row["is_provisional"]:
        lines.append(CellLine("On probation"))
    return _cell(row, f"tier-{tier.lower()}", tier, lines, anchor)


def _killed(row: Row, tables: Tables) -> Cell:
    numbers = {
        "share_below_minimum": row.figure(
            "addressable_share", lambda share: figures.percent(share, 2), "no market is counted"
        ),
        "opportunity_below_minimum": row.figure(
            "annual_opportunity_amount",
            lambda amount: figures.money(amount, tables.currency),
            row.words("opportunity_null_reason"),
        ),
    }
    codes = [code for code in (row["kill_reasons"] or "").split(", ") if code]
    lines = [
        CellLine(
            words.words(words.KILL_LABELS, code) + (": " if code in numbers else ""),
            numbers.get(code),
        )
        for code in codes
    ]
    return _cell(row, "killed", words.CELL_STATES["killed"], lines)


def _shown(row: Row, tables: Tables, segments: dict[str, Row], anchors: dict[str, str]) -> Cell:
    segment_id = row["segment_id"]
    if row["cell_status"] == "killed":
        return _killed(row, tables)
    if row["cell_status"] in ("surviving", "provisional") and segment_id in segments:
        place = anchors.get(segment_id, "tiers")
        return _surviving(row, segments[segment_id], place, tables)
    state = row["cell_status"] if row["cell_status"] == "merged" else "unclassified"
    return _cell(row, "not-rated", words.CELL_STATES[state], [])


def _holds_something(row: Row) -> bool:
    return bool(row["is_candidate"] or row["addressable_account_count"])


def build(tables: Tables) -> GridView:
    """Bands down, needs across; a combination that the grid does not have stays empty."""
    cells = tables["cells"]
    segments = {segment["segment_id"]: segment for segment in tables["segments"]}
    anchors = tiers.anchors(tables)
    bands = {cell["firmographic_band_id"]: cell["band_label"] for cell in cells}
    by_order = sorted(cells, key=lambda cell: (cell["need_state_order"], cell["need_state_id"]))
    every = {cell["need_state_id"]: cell["need_state_name"] for cell in by_order}
    # In a grid of bands alone most needs hold nothing; an empty column would say no more.
    held = {cell["need_state_id"] for cell in cells if _holds_something(cell)}
    needs = {need: name for need, name in every.items() if need in held or not held}
    places = {(cell["firmographic_band_id"], cell["need_state_id"]): cell for cell in cells}
    rows = []
    for band, label in bands.items():
        found = [places.get((band, need)) for need in needs]
        shown = [None if c is None else _shown(c, tables, segments, anchors) for c in found]
        rows.append(GridRow(label, shown))
    mode = next((cell["grid_mode"] for cell in cells), None)
    return GridView(
        needs=list(needs.values()),
        rows=rows,
        mode=words.of("grid_mode", mode) if mode else "",
        left_out=[name for need, name in every.items() if need not in needs],
        is_draft=any(cell["is_draft"] for cell in cells),
        groups=[
            (
                row.words("segment_null_reason") or "In a surviving segment",
                row.figure("account_count", figures.count),
            )
            for row in tables["accounts"]
        ],
    )
