"""The segment grid and the tier matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from segments.report import figures, words
from segments.report.figures import Figure, counted
from segments.report.overview import anchor
from segments.report.rows import AccountGroup, GridCell, Marts, RatedSegment


@dataclass(frozen=True)
class CellView:
    """`kind` is tier-a, tier-b, tier-c, killed or not-rated; it sets the shade."""

    kind: str
    head: str
    lines: list[str]
    accounts: str
    anchor: str


@dataclass(frozen=True)
class GridRow:
    label: str
    cells: list[CellView | None]


@dataclass(frozen=True)
class GridView:
    needs: list[str]
    rows: list[GridRow]
    mode: str
    is_draft: bool
    groups: list[tuple[str, str]]


@dataclass(frozen=True)
class SegmentRow:
    anchor: str
    name: str
    tier: str
    why: str
    in_force: Figure
    clv: Figure
    clv_width: str
    acv: Figure
    grr: Figure
    nrr: Figure
    multiple: Figure
    cohort: str
    cohort_note: str
    viable: str
    score: Figure
    score_rank: str
    owner: Figure
    funding: str


@dataclass(frozen=True)
class PartView:
    contribution: Figure
    is_imputed: bool


@dataclass(frozen=True)
class ScoreRow:
    name: str
    score: Figure
    parts: list[PartView | None]


@dataclass(frozen=True)
class MatrixView:
    rows: list[SegmentRow]
    bases: list[str]
    components: list[tuple[str, str]]
    scores: list[ScoreRow]


def _surviving(cell: GridCell, segment: RatedSegment, position: int, marts: Marts) -> CellView:
    tier = segment.proposed_segment_tier
    if segment.clv_proxy_amount is None:
        reason = words.words(words.NULL_REASONS, segment.clv_null_reason or "no_observations")
        line = f"CLV unknown: {reason}"
    else:
        line = f"CLV {figures.money(segment.clv_proxy_amount, marts.currency)}"
    lines = [line, "Provisional"] if cell.is_provisional else [line]
    return CellView(f"tier-{tier.lower()}", tier, lines, _accounts(cell), anchor(position))


def _killed(cell: GridCell, marts: Marts) -> CellView:
    codes = (cell.kill_reasons or "").split(", ")
    lines = []
    for code in codes:
        line = words.words(words.KILL_LABELS, code)
        if code == "share_below_minimum" and cell.addressable_share is not None:
            line += f": {figures.percent(cell.addressable_share, 2)}"
        elif code == "opportunity_below_minimum" and cell.annual_opportunity_amount is not None:
            line += f": {figures.money(cell.annual_opportunity_amount, marts.currency)}"
        lines.append(line)
    return CellView("killed", words.CELL_STATES["killed"], lines, _accounts(cell), "")


def _accounts(cell: GridCell) -> str:
    return counted(cell.addressable_account_count, "account", "accounts")


def _cell(cell: GridCell, positions: dict[str, tuple[int, RatedSegment]], marts: Marts) -> CellView:
    if cell.cell_status == "killed":
        return _killed(cell, marts)
    if cell.cell_status in ("surviving", "provisional") and cell.segment_id in positions:
        position, segment = positions[cell.segment_id]
        return _surviving(cell, segment, position, marts)
    state = cell.cell_status if cell.cell_status == "merged" else "unclassified"
    return CellView("not-rated", words.CELL_STATES[state], [], _accounts(cell), "")


def _groups(groups: Sequence[AccountGroup]) -> list[tuple[str, str]]:
    return [
        (
            words.words(words.SEGMENT_NULL_REASONS, group.segment_null_reason)
            if group.segment_null_reason
            else "In a surviving segment",
            figures.count(group.account_count),
        )
        for group in groups
    ]


def build_grid(marts: Marts) -> GridView:
    """Bands down, needs across; a combination that the grid does not have stays empty."""
    positions = {s.segment_id: (number, s) for number, s in enumerate(marts.segments, start=1)}
    bands = {cell.firmographic_band_id: cell.band_label for cell in marts.cells}
    by_order = sorted(marts.cells, key=lambda cell: (cell.need_state_order, cell.need_state_id))
    needs = {cell.need_state_id: cell.need_state_name for cell in by_order}
    cells = {(cell.firmographic_band_id, cell.need_state_id): cell for cell in marts.cells}
    rows = []
    for band, label in bands.items():
        found = [cells.get((band, need)) for need in needs]
        shown = [None if cell is None else _cell(cell, positions, marts) for cell in found]
        rows.append(GridRow(label, shown))
    mode = next((cell.grid_mode for cell in marts.cells), None)
    return GridView(
        needs=list(needs.values()),
        rows=rows,
        mode=words.words(words.GRID_MODES, mode) if mode else "",
        is_draft=any(cell.is_draft for cell in marts.cells),
        groups=_groups(marts.account_groups),
    )


def _funding(segment: RatedSegment) -> str:
    if not segment.is_fundable:
        reason = words.words(words.UNFUNDABLE_REASONS, segment.unfundable_reason or "no_owner")
        return f"Not fundable: {reason}"
    if segment.rating_status == "unproven":
        return "Test budget only: unproven"
    if segment.matrix_state == "draft":
        tier, when = segment.proposed_segment_tier, "once signed and adopted"
    else:
        tier, when = segment.in_force_segment_tier, "now"
    if tier in ("A", "B"):
        return f"Fundable {when}"
    return "Nurture budget only: tier C" if tier == "C" else "Not fundable: it has no tier in force"


def _factor_reason(segment: RatedSegment, own: str) -> str:
    """Why a factor is unknown: retention and multiple both fail without a cohort."""
    code = "no_retention_cohort" if segment.cohort_account_count == 0 else own
    return words.words(words.NULL_REASONS, code)


def _grr(segment: RatedSegment) -> Figure:
    shown = figures.figure(
        segment.grr_24m, figures.percent, _factor_reason(segment, "no_retention_cohort")
    )
    error = segment.grr_24m_standard_error
    if shown.is_unknown or error is None:
        return shown
    return Figure(shown.text, f"± {figures.decimal(error * 100)} points")


def _segment_row(
    segment: RatedSegment, position: int, marts: Marts, largest: Decimal | None
) -> SegmentRow:
    def money(amount: figures.Number) -> str:
        return figures.money(amount, marts.currency)

    reasons = words.NULL_REASONS
    clv_reason = words.words(reasons, segment.clv_null_reason or "no_observations")
    cohort_notes = [] if segment.is_reliable else ["not reliable: few accounts"]
    if segment.rating_status != "rated":
        cohort_notes = [words.words(words.RATING_STATES, segment.rating_status).split(":")[0]]
    return SegmentRow(
        anchor=anchor(position),
        name=segment.segment_name,
        tier=segment.proposed_segment_tier,
        why=words.words(words.TIER_REASONS, segment.tier_reason),
        in_force=Figure(segment.in_force_segment_tier)
        if segment.in_force_segment_tier
        else Figure("none", "not adopted" if segment.matrix_state == "draft" else "no tier left"),
        clv=figures.figure(segment.clv_proxy_amount, money, clv_reason),
        clv_width=figures.bar_width(segment.clv_proxy_amount, largest),
        acv=figures.figure(
            segment.first_year_acv_amount,
            money,
            words.words(reasons, "no_first_year_acv"),
        ),
        grr=_grr(segment),
        nrr=figures.figure(
            segment.nrr_24m,
            figures.percent,
            _factor_reason(segment, "no_retention_cohort"),
        ),
        multiple=figures.figure(
            segment.expansion_multiple_24m,
            figures.multiple,
            _factor_reason(segment, "no_expansion_multiple"),
        ),
        cohort=figures.count(segment.cohort_account_count),
        cohort_note=", ".join(cohort_notes),
        viable=figures.count(segment.viable_account_count),
        score=figures.figure(
            segment.composite_score,
            figures.decimal,
            "none of its components could be measured",
        ),
        score_rank=f"rank {segment.composite_rank}" if segment.composite_rank else "",
        owner=figures.figure(
            segment.owner_name,
            str,
            words.words(words.UNFUNDABLE_REASONS, segment.unfundable_reason or "no_owner"),
        ),
        funding=_funding(segment),
    )


def _bases(marts: Marts) -> list[str]:
    segments = marts.segments
    retention = sorted({s.clv_basis for s in segments if s.clv_basis})
    expansion = sorted({s.expansion_basis for s in segments if s.expansion_basis})
    lines = [
        f"Retention: {words.words(words.CLV_BASES, code)}, over 24 months" for code in retention
    ]
    lines += [
        f"Expansion multiple: {words.words(words.EXPANSION_BASES, code)}" for code in expansion
    ]
    if any(segment.grr_24m_standard_error is not None for segment in segments):
        lines.append("± is one standard error")
    if marts.currency:
        lines.append(f"Amounts in {marts.currency}")
    return lines


def _scores(marts: Marts) -> tuple[list[tuple[str, str]], list[ScoreRow]]:
    # What has no weight with anybody is in no score.
    scored = {part.component for part in marts.components if part.weight is None or part.weight}
    heaviest = sorted(
        (part for part in marts.components if part.component in scored),
        key=lambda part: (-(part.weight or 0), part.component),
    )
    labels = {part.component: part.component_label for part in heaviest}
    parts = {(part.segment_id, part.component): part for part in marts.components}
    weights = {
        component: {p.weight for p in marts.components if p.component == component}
        for component in labels
    }
    headings = []
    for component, label in labels.items():
        (weight, *others) = sorted(weights[component], key=lambda value: (value is None, value))
        shared = weight is not None and not others
        headings.append((label, f"weight {figures.percent(weight, 0)}" if shared else ""))
    rows = []
    for segment in marts.segments:
        found = [parts.get((segment.segment_id, component)) for component in labels]
        rows.append(
            ScoreRow(
                segment.segment_name,
                figures.figure(segment.composite_score, figures.decimal, "nothing was measured"),
                [
                    None
                    if part is None
                    else PartView(
                        figures.figure(part.contribution, figures.decimal, "not measured"),
                        part.is_imputed,
                    )
                    for part in found
                ],
            )
        )
    return headings, rows


def build_matrix(marts: Marts) -> MatrixView:
    """Surviving segments, best tier and highest CLV proxy first."""
    amounts = [s.clv_proxy_amount for s in marts.segments if s.clv_proxy_amount is not None]
    largest = max(amounts, default=None)
    components, scores = _scores(marts)
    return MatrixView(
        rows=[
            _segment_row(segment, position, marts, largest)
            for position, segment in enumerate(marts.segments, start=1)
        ],
        bases=_bases(marts),
        components=components,
        scores=scores if components else [],
    )
