"""What segments are worth: the CLV proxy and its factors with their intervals, and margins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from segments.report import charts, figures, words
from segments.report.charts import Range, Scale
from segments.report.figures import Figure
from segments.report.sections import tiers
from segments.report.tables import Row, Tables

SHOWN = 100
Shown = Callable[[figures.Number], str]


@dataclass(frozen=True)
class Factor:
    """A metric of `fct_segment_metrics` that a column of the section shows with its interval."""

    metric: str
    window: int
    basis: str
    term: str


FACTORS = (
    Factor("first_year_acv", 24, "signed", "rpt_segment_metrics.first_year_acv_amount"),
    Factor("grr", 24, "point_to_point", "rpt_segment_metrics.grr_24m"),
    Factor("nrr", 24, "revenue", "rpt_segment_metrics.nrr_24m"),
    Factor("win_rate_count", 24, "new_business", "rpt_segment_metrics.win_rate_count"),
)


@dataclass(frozen=True)
class Measured:
    """A value with its interval; `range` is drawn on the scale of its column."""

    value: Figure
    low: Figure | None
    high: Figure | None
    no_interval: str
    observations: Figure | None
    range: Range | None


@dataclass(frozen=True)
class ValueRow:
    anchor: str
    name: str
    tier: str
    clv: Figure
    clv_low: Figure | None
    clv_high: Figure | None
    no_clv_interval: str
    clv_range: Range | None
    as_measured: Figure
    basis: str
    factors: list[Measured]
    margin: Figure
    contribution: Figure


@dataclass(frozen=True)
class Column:
    term: str
    low: str
    high: str


@dataclass(frozen=True)
class ValueView:
    basis: str
    notes: list[str]
    borders: list[str]
    rows: list[ValueRow]
    left_out: int
    clv: Column | None
    columns: list[Column]
    has_margins: bool


def _shown_as(factor: Factor, currency: str | None) -> Shown:
    if factor.metric == "first_year_acv":
        return lambda amount: figures.money(amount, currency)
    return figures.percent


def _metrics(tables: Tables, factor: Factor) -> dict[str, Row]:
    rows = tables.where(
        "metrics", metric_id=factor.metric, window_months=factor.window, basis=factor.basis
    )
    return {row["segment_id"]: row for row in rows}


def _measured(row: Row | None, factor: Factor, shown: Shown, scale: Scale | None) -> Measured:
    if row is None:
        unknown = figures.figure(None, shown, "not computed")
        return Measured(unknown, None, None, "", None, None)
    reason = row.words("null_reason") or words.NULL_REASONS["no_observations"]
    value, low, high = row["metric_value"], row["interval_low"], row["interval_high"]
    has_interval = low is not None and high is not None
    # An interval is no sharper than a percent.
    rough = shown if row["unit"] != "ratio" else lambda share: figures.percent(share, 0)
    no_interval = "" if value is None or has_interval else "no interval: too little was observed"
    return Measured(
        value=row.figure("metric_value", shown, reason, term=factor.term),
        low=row.figure("interval_low", rough) if has_interval else None,
        high=row.figure("interval_high", rough) if has_interval else None,
        no_interval=no_interval,
        observations=row.figure("observation_count", figures.count),
        range=scale.range(value, low, high) if scale and value is not None else None,
    )


def _scale(rows: list[Row]) -> Scale | None:
    columns = ("metric_value", "interval_low", "interval_high")
    return charts.scale([row[column] for row in rows for column in columns])


def _clv_range(segment: Row, scale: Scale | None) -> Range | None:
    ends = ("clv_proxy_amount", "clv_proxy_lower_amount", "clv_proxy_upper_amount")
    value, low, high = (None if segment[end] is None else float(segment[end]) for end in ends)
    return scale.range(value, low, high) if scale and value is not None else None


def _no_clv_interval(segment: Row) -> str:
    """Why a known proxy has no interval; the reason of an unknown one stands beside it."""
    if segment["clv_proxy_amount"] is None or segment["clv_proxy_interval_null_reason"] is None:
        return ""
    return f"no interval: {segment.words('clv_proxy_interval_null_reason')}"


def _notes(segments: list[Row], currency: str | None) -> list[str]:
    notes = []
    retention = sorted({row["clv_basis"] for row in segments if row["clv_basis"]})
    expansion = sorted({row["expansion_basis"] for row in segments if row["expansion_basis"]})
    notes += [f"Retention: {words.of('clv_basis', code)}, over 24 months" for code in retention]
    notes += [f"Expansion multiple: {words.of('expansion_basis', code)}" for code in expansion]
    if any(row["clv_factors"] == "shrunken" for row in segments):
        notes.append(
            "The proxy uses factors drawn toward what all segments have in common, the more so "
            "the fewer accounts a segment has; the factors beside it are as measured"
        )
    notes.append(
        "The interval of the proxy comes from the segment’s own accounts, so being drawn toward "
        "the others does not make it narrower"
    )
    if currency:
        notes.append(f"Amounts in {currency}")
    return notes


THIRDS = {1: "top", 2: "middle", 3: "bottom"}


def _borders(segments: list[Row]) -> list[str]:
    """Of the two segments on either side of a line between thirds, whether data tells them apart.

    Only segments that were ranked against each other are compared.
    """
    rated = [row for row in segments if row["clv_third"] is not None]
    ranks = [row["clv_rank"] for row in rated]
    apart = len(set(ranks)) < len(ranks)
    remarks = []
    for basis in sorted({row["clv_basis"] for row in rated}) if apart else [None]:
        ranked = sorted(
            (row for row in rated if basis is None or row["clv_basis"] == basis),
            key=lambda row: row["clv_rank"],
        )
        remarks += [
            _border(above, below)
            for above, below in pairwise(ranked)
            if above["clv_third"] != below["clv_third"]
        ]
    return remarks


def _border(above: Row, below: Row) -> str:
    thirds = f"the {THIRDS[above['clv_third']]} and the {THIRDS[below['clv_third']]} third"
    names = f"{above['segment_name']} and {below['segment_name']}"
    ends = above["clv_proxy_lower_amount"], below["clv_proxy_upper_amount"]
    if None in ends:
        return f"Between {thirds}, nobody can say how surely {names} differ: one has no interval"
    if ends[0] <= ends[1]:
        return f"Between {thirds}, the intervals of {names} overlap: their order may be chance"
    return f"Between {thirds}, the intervals of {names} do not overlap"


def build(tables: Tables) -> ValueView:
    """Rated segments by CLV proxy, the highest first; unknown ones stand last."""

    def money(amount: figures.Number) -> str:
        return figures.money(amount, tables.currency)

    segments = sorted(
        tables["segments"],
        key=lambda row: (-(row["clv_proxy_amount"] or -1), row["segment_id"]),
    )
    anchors = tiers.anchors(tables)
    found = [_metrics(tables, factor) for factor in FACTORS]
    shown_ids = {row["segment_id"] for row in segments}
    scales = [
        _scale([row for segment_id, row in rows.items() if segment_id in shown_ids])
        for rows in found
    ]
    drawn = ("clv_proxy_amount", "clv_proxy_upper_amount")
    amounts = [None if row[c] is None else float(row[c]) for row in segments for c in drawn]
    clv_scale = charts.scale(amounts, starts_at_zero=True)
    economics = {row["segment_id"]: row for row in tables["economics"]}
    rows = []
    for segment in segments[:SHOWN]:
        segment_id = segment["segment_id"]
        has_interval = segment["clv_proxy_lower_amount"] is not None
        rows.append(
            ValueRow(
                anchor=anchors.get(segment_id, "tiers"),
                name=segment["segment_name"],
                tier=segment["proposed_segment_tier"],
                clv=tiers.clv(segment, tables.currency),
                clv_low=segment.figure("clv_proxy_lower_amount", money) if has_interval else None,
                clv_high=segment.figure("clv_proxy_upper_amount", money) if has_interval else None,
                no_clv_interval=_no_clv_interval(segment),
                clv_range=_clv_range(segment, clv_scale),
                as_measured=segment.figure(
                    "measured_clv_proxy_amount", money, "it lacks a factor of its own"
                ),
                basis=segment.words("clv_basis").split(",")[0],
                factors=[
                    _measured(
                        metrics.get(segment_id), factor, _shown_as(factor, tables.currency), scale
                    )
                    for factor, metrics, scale in zip(FACTORS, found, scales, strict=True)
                ],
                **_margins(economics.get(segment_id), money),
            )
        )
    return ValueView(
        basis=tiers.CLV_BASIS,
        notes=_notes(segments, tables.currency),
        borders=_borders(segments),
        rows=rows,
        left_out=max(0, len(segments) - SHOWN),
        clv=_column("rpt_tier_matrix.clv_proxy_amount", clv_scale, money),
        columns=[
            _column(factor.term, scale, _shown_as(factor, tables.currency))
            for factor, scale in zip(FACTORS, scales, strict=True)
        ],
        has_margins=any(row["contribution_12m_amount"] is not None for row in economics.values()),
    )


def _column(term: str, scale: Scale | None, shown: Shown) -> Column:
    if scale is None:
        return Column(term, "", "")
    return Column(term, shown(scale.low), shown(scale.high))


def _margins(row: Row | None, money: Shown) -> dict[str, Figure]:
    reason = "no costs or no revenue in the last twelve months"
    if row is None:
        unknown = figures.figure(None, money, reason)
        return {"margin": unknown, "contribution": unknown}
    imputed = "much of it on imputed costs" if row["is_margin_low_confidence"] else ""
    return {
        "margin": row.figure("gross_margin_ratio_12m", figures.percent, reason).noted(imputed),
        "contribution": row.figure("contribution_12m_amount", money, reason).noted(imputed),
    }
