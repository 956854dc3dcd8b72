"""The first screen: what is funded, what is not, how sure that is, and whom it waits for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.sections import readiness, revenue, tiers
from segments.report.tables import Row, Tables

SEGMENTS_SHOWN = 8
CHANGES_SHOWN = 6
REASONS_SHOWN = 2
NOT_UNPROVEN = ("rated", "unscored")
FUNDED_TIERS = ("A", "B")

Sentence = list[str | Figure]


@dataclass(frozen=True)
class State:
    """`key` is draft, proposed or in-force; `waits` says who has to do what before it changes."""

    key: str
    label: str
    sentence: str
    waits: list[tuple[str, str]]


@dataclass(frozen=True)
class FundedSegment:
    anchor: str
    name: str
    tier: str
    clv: Figure
    owner: str


@dataclass(frozen=True)
class Line:
    """A sentence, and the section where it is shown in full."""

    section: str
    sentence: Sentence
    is_warning: bool = False


@dataclass(frozen=True)
class Slice:
    """One part of a bar of parts; `width` in percent."""

    key: str
    label: str
    amount: Figure
    share: str
    width: str


@dataclass(frozen=True)
class FirstScreen:
    headline: Sentence
    summary: Sentence
    state: State
    funded_title: str
    funded: list[FundedSegment]
    funded_more: int
    funded_none: str
    changes: list[str]
    changes_more: int
    not_funded: list[Line]
    kills: list[tuple[str, str]]
    revenue_title: str
    revenue: Figure
    revenue_note: str
    slices: list[Slice]
    sure: list[Line]


def _joined(items: list[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def _some(reasons: list[str]) -> str:
    """The first reasons; the section on readiness has them all."""
    left_out = len(reasons) - REASONS_SHOWN
    return _joined([*reasons[:REASONS_SHOWN], *([f"{left_out} more"] if left_out > 0 else [])])


def _waits(tables: Tables) -> list[tuple[str, str]]:
    """Whose signature this run waits for, what blocks it, and the decision that ends the wait."""
    waits = [
        (
            words.of("artifact", gate["artifact"]),
            "is a draft: " + _some(readiness.draft_reasons(gate, tables)),
        )
        for gate in tables["gate"]
        if gate["own_reasons"]
    ]
    missing: dict[str, list[str]] = {}
    for finding in tables.where("findings", check_id="signature_missing"):
        artifact, _, function = (finding["object_id"] or "").partition(":")
        missing.setdefault(function, []).append(artifact)
    for function, artifacts in sorted(missing.items()):
        what = _joined([words.of("artifact", artifact).lower() for artifact in sorted(artifacts)])
        waits.append((words.of("function", function), f"signs the {what}"))
    return waits


def _since(tables: Tables, run: Row) -> date | None:
    own = tables.where("in_force", scoring_run_id=run["scoring_run_id"])
    return max((tier["valid_from"] for tier in own), default=None)


def state(tables: Tables) -> State:
    """Whether the tiers of this version may be acted on."""
    run = tables.run
    if run is None:
        return State("draft", "Draft", "Nothing has been scored yet.", [("A run", "scores")])
    waits = _waits(tables)
    if run["is_in_force"]:
        since = _since(tables, run)
        text = f"Adopted, in force since {figures.day(since)}." if since else "Adopted."
        return State("in-force", "In force", text, waits)
    waits.append(("A decision", "adopts the run"))
    in_force = next((other for other in tables["runs"] if other["is_in_force"]), None)
    if tables["in_force"]:
        which = f"of the run as of {figures.day(in_force['as_of_date'])}" if in_force else "decided"
        since = _since(tables, in_force) if in_force else None
        when = f", since {figures.day(since)}" if since else ""
        text = f"People act on the tiers {which}{when}. This run is a proposal."
        return State("proposed", "In force, with a newer proposal", text, waits)
    return State("draft", "Draft", "No tier is in force: nothing may be funded on it yet.", waits)


def _tier_column(key: str) -> str:
    return "proposed_segment_tier" if key == "draft" else "in_force_segment_tier"


def _killed_of_candidates(tables: Tables) -> Sentence:
    # Accounts without band or need are in no cell that a kill rule can judge.
    return [
        tables.count("cells", cell_status="killed"),
        " of ",
        tables.count("cells", is_candidate=True),
        " cells of the grid are killed",
    ]


def _headline(tables: Tables, key: str) -> tuple[Sentence, Sentence]:
    if not tables["segments"]:
        if not tables["cells"]:
            return ["Nothing is funded: there is no segment yet"], []
        return (
            ["Nothing is funded: no segment survives"],
            [*_killed_of_candidates(tables), "."],
        )
    column = _tier_column(key)
    by_tier = [tables.count("segments", **{column: tier}) for tier in "ABC"]
    sizes: Sentence = [by_tier[0], " A, ", by_tier[1], " B and ", by_tier[2], " C"]
    killed = _killed_of_candidates(tables)
    if key == "draft":
        return ["Nothing is funded yet"], ["Proposed: ", *sizes, ". ", *killed, "."]
    funded = _funded_count(tables, column)
    noun = " segment is funded" if funded.text == "1" else " segments are funded"
    return [funded, noun], ["Tiers in force: ", *sizes, ". ", *killed, "."]


def _funded_count(tables: Tables, column: str) -> Figure:
    conditions = {column: FUNDED_TIERS, "is_fundable": True, "rating_status": NOT_UNPROVEN}
    return tables.count("segments", **conditions)


def _funded(tables: Tables, column: str) -> list[FundedSegment]:
    places = tiers.anchors(tables)
    found = [
        segment
        for segment in tables["segments"]
        if tiers.funding(segment, segment[column]).key == "funded"
    ]
    # The rows stand by proposed tier; what is in force may tell another order.
    found.sort(key=lambda segment: segment[column])
    return [
        FundedSegment(
            anchor=places.get(segment["segment_id"], "tiers"),
            name=segment["segment_name"],
            tier=segment[column],
            clv=tiers.clv(segment, tables.currency),
            owner=segment["owner_name"] or "no owner",
        )
        for segment in found
    ]


def _no_funding_text(tables: Tables, column: str) -> str:
    if not tables["segments"]:
        return "No segment survives the kill rules."
    reasons = Counter(tiers.funding(row, row[column]).text for row in tables["segments"])
    return f"{min(reasons, key=lambda text: (-reasons[text], text))}."


def _changes(tables: Tables) -> list[str]:
    """What the proposal would change, the higher new tier first."""
    return [
        f"{row['segment_name']}: {row['in_force_segment_tier'] or 'no tier'} → "
        f"{row['proposed_segment_tier']}"
        for row in tables["segments"]
        if row["in_force_segment_tier"] != row["proposed_segment_tier"]
    ]


def _not_funded(tables: Tables, column: str) -> list[Line]:
    lines = [Line("grid", _killed_of_candidates(tables))]
    arr = tables.total(
        "revenue", "arr_amount", lambda a: figures.money(a, tables.currency), "", bucket="killed"
    )
    if arr.source and arr.source.value:
        lines.append(Line("revenue", [arr, " of ARR is with accounts in killed cells"]))
    rated = {"is_fundable": True, "rating_status": NOT_UNPROVEN}
    groups = (
        ({**rated, column: "C"}, "in tier C: nurture budget only"),
        ({"is_fundable": True, "rating_status": "unproven"}, "unproven: test budget only"),
        ({"is_fundable": False}, "without an active owner: no owner, no money"),
    )
    for conditions, text in groups:
        number = tables.count("segments", **conditions)
        if number.text != "0":
            noun = "segment" if number.text == "1" else "segments"
            lines.append(Line("tiers", [number, f" {noun} {text}"]))
    return lines


def _kills(tables: Tables) -> list[tuple[str, str]]:
    found = Counter(
        " and ".join(words.kill_words(cell["kill_reasons"]))
        for cell in tables.where("cells", cell_status="killed")
    )
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [(figures.count(number), reason) for reason, number in ordered]


def _revenue(tables: Tables, key: str) -> tuple[str, Figure, str]:
    def money(amount: figures.Number) -> str:
        return figures.money(amount, tables.currency)

    reason = revenue.unknown_reason(tables)
    total = revenue.total(tables)
    if key == "draft":
        title = "ARR in proposed tiers A and B"
        buckets = {"bucket": ("tier_a", "tier_b")}
        shown = tables.total("revenue", "arr_amount", money, reason, **buckets)
    else:
        title = "ARR in funded segments"
        column = _tier_column(key)
        conditions = {column: FUNDED_TIERS, "is_fundable": True, "rating_status": NOT_UNPROVEN}
        if total is not None and not tables.where("segments", **conditions):
            return title, _funded_count(tables, column), "no segment is funded"
        shown = tables.total("segments", "arr_amount", money, reason, **conditions)
    if total is None or shown.source is None or shown.source.value is None:
        return title, figures.Figure("unknown", reason, is_unknown=True), ""
    if not total:
        return title, shown, "no contract runs on the as-of date"
    part = Decimal(str(shown.source.value)) / total
    note = (
        f"{figures.percent(part)} of {money(total)}; "
        f"{money(total - Decimal(str(shown.source.value)))} outside"
    )
    return title, shown, note


def _slices(tables: Tables) -> list[Slice]:
    total = revenue.total(tables)
    if not total:
        return []
    return [
        Slice(
            key=row["bucket"].replace("_", "-"),
            label=words.ARR_BUCKETS.get(row["bucket"], (words.spaced(row["bucket"]), ""))[0],
            amount=row.figure("arr_amount", lambda a: figures.money(a, tables.currency)),
            share=figures.part(row["arr_amount"] / total),
            width=figures.bar_width(row["arr_amount"], total),
        )
        for row in tables["revenue"]
        if row["arr_amount"] is not None and row["arr_amount"] > 0 and row["bucket"] != "rounding"
    ]


def _agreement(tables: Tables) -> list[Line]:
    found = [row for row in tables["agreement"] if row["rank_correlation"] is not None]
    if not found:
        return []
    row = found[0]
    apart = tables.count("agreement", is_disagreement=True)
    sentence: Sentence = [
        apart,
        " of ",
        row.figure("compared_segment_count", figures.count),
        " stand far apart by score and by CLV proxy (rank correlation ",
        row.figure("rank_correlation", lambda value: figures.decimal(value, 2)),
        ", 1 is one order)",
    ]
    return [Line("value", sentence, is_warning=apart.text != "0")]


def _sure(tables: Tables) -> list[Line]:
    segments = tables["segments"]
    if not segments:
        return [Line("tiers", ["No segment is rated"], is_warning=True)]
    every = tables.count("segments")
    rated = tables.count("segments", rating_status="rated")
    reliable = tables.count("segments", is_reliable=True)
    lines = [
        Line("tiers", [rated, " of ", every, " segments are rated"], rated.text != every.text),
        Line(
            "value",
            [reliable, " of ", every, " rest on a reliable cohort"],
            reliable.text != every.text,
        ),
    ]
    if any(segment["is_placeholder"] for segment in segments):
        text = "CLV rests on a placeholder for revenue retention"
        lines.append(Line("value", [text], is_warning=True))
    return lines + _agreement(tables)


def _checks(tables: Tables) -> list[Line]:
    lines = []
    if tables["readiness"]:
        passed, every = tables.count("readiness", check_status="pass"), tables.count("readiness")
        sentence: Sentence = [passed, " of ", every, " readiness checks are passed"]
        lines.append(Line("readiness", sentence, passed.text != every.text))
    nouns = {"error": (" error", " errors"), "warning": (" warning", " warnings")}
    found: Sentence = []
    for severity, (one, many) in nouns.items():
        number = tables.count("findings", severity=severity)
        if number.text != "0":
            found += [" and " if found else "", number, one if number.text == "1" else many]
    if found:
        is_error = bool(tables.where("findings", severity="error"))
        lines.append(Line("findings", ["Findings: ", *found], is_error))
    else:
        lines.append(Line("findings", ["No finding is an error or a warning"]))
    refused = tables.count("refused")
    noun = " row of the extracts is refused" if refused.text == "1" else " rows are refused"
    lines.append(Line("quarantine", [refused, noun], refused.text != "0"))
    view = revenue.build(tables)
    if view.rows and not view.total.is_unknown:
        text = "ARR ties to finance to the cent" if view.ties else "ARR does not tie to finance"
        lines.append(Line("revenue", [text], not view.ties))
    return lines


def build(tables: Tables) -> FirstScreen:
    """Facts of the first screen: what is in force leads, the proposal follows."""
    current = state(tables)
    column = _tier_column(current.key)
    headline, summary = _headline(tables, current.key)
    funded = _funded(tables, column)
    changes = _changes(tables) if current.key == "proposed" else []
    title, amount, note = _revenue(tables, current.key)
    return FirstScreen(
        headline=headline,
        summary=summary,
        state=current,
        funded_title="Would be funded" if current.key == "draft" else "Funded",
        funded=funded[:SEGMENTS_SHOWN],
        funded_more=max(0, len(funded) - SEGMENTS_SHOWN),
        funded_none="" if funded else _no_funding_text(tables, column),
        changes=changes[:CHANGES_SHOWN],
        changes_more=max(0, len(changes) - CHANGES_SHOWN),
        not_funded=_not_funded(tables, column),
        kills=_kills(tables),
        revenue_title=title,
        revenue=amount,
        revenue_note=note,
        slices=_slices(tables),
        sure=[*_sure(tables), *_checks(tables)],
    )
