"""The first screen: what is funded, what is not, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from segments.report import figures, words
from segments.report.figures import Figure, counted
from segments.report.rows import ArrBucket, GridCell, Marts, RatedSegment

FUNDED_BUCKETS = ("tier_a", "tier_b")
SIGNATURE_MISSING = "signature_missing"
SEVERITY_ORDER = ("error", "warning", "information")


@dataclass(frozen=True)
class State:
    """Draft, proposed or in force; `missing` is what still has to happen, in words."""

    key: str
    label: str
    sentence: str
    missing: list[str]


@dataclass(frozen=True)
class Earner:
    anchor: str
    name: str
    clv: Figure
    owner: str


@dataclass(frozen=True)
class KillCount:
    reason: str
    count: str


@dataclass(frozen=True)
class Slice:
    """One part of a bar of parts; `width` in percent."""

    key: str
    label: str
    amount: str
    share: str
    width: str


@dataclass(frozen=True)
class Overview:
    headline: str
    state: State
    earners: list[Earner]
    earners_text: str
    killed_text: str
    kills: list[KillCount]
    killed_arr: str
    funded: Figure
    funded_share: str
    slices: list[Slice]
    cohorts: list[str]
    checks: list[tuple[str, str]]


def anchor(position: int) -> str:
    """Where a segment's row of the tier matrix stands on the page."""
    return f"segment-{position}"


def total_arr(buckets: Sequence[ArrBucket]) -> Decimal | None:
    """Sum of all parts, or none when finance's own total is unknown."""
    if not buckets or buckets[0].finance_arr_amount is None:
        return None
    return sum((bucket.arr_amount or Decimal(0) for bucket in buckets), Decimal(0))


def no_revenue_reason(buckets: Sequence[ArrBucket]) -> str:
    """Why finance's total is unknown."""
    code = next((bucket.arr_null_reason for bucket in buckets if bucket.arr_null_reason), None)
    return words.words(words.ARR_NULL_REASONS, code or "finance_not_delivered")


def _signatures_missing(marts: Marts) -> list[str]:
    """Whose signature this run waits for, one line each."""
    waiting = sorted(
        finding.object_id or ""
        for finding in marts.findings
        if finding.check_id == SIGNATURE_MISSING
    )
    lines = []
    for artifact, _, function in (item.partition(":") for item in waiting):
        what = words.words(words.ARTIFACTS, artifact)
        who = words.words(words.FUNCTIONS, function)
        lines.append(f"Signature: {what} by {who}")
    return lines


def state(marts: Marts) -> State:
    """Whether the tiers of this version may be acted on."""
    run = marts.run
    if run is None:
        return State("draft", "Draft", "Nothing has been scored yet.", ["A scoring run"])
    missing = _signatures_missing(marts)
    if run.is_in_force:
        own = [t for t in marts.tiers_in_force if t.scoring_run_id == run.scoring_run_id]
        since = max((tier.valid_from for tier in own), default=None)
        text = f"Adopted, in force since {figures.day(since)}." if since else "Adopted."
        return State("in-force", "In force", text, missing)
    missing.append("Adoption: no decision has put this run in force")
    if marts.tiers_in_force:
        older = next((other for other in marts.runs if other.is_in_force), None)
        which = f"The run as of {figures.day(older.as_of_date)}" if older else "An earlier decision"
        return State("proposed", "Proposed", f"{which} stays in force until then.", missing)
    return State(
        "draft",
        "Draft",
        "No tier is in force: nothing may be funded on it yet.",
        missing,
    )


def _headline(marts: Marts, a_count: int, killed: Sequence[GridCell]) -> str:
    if not marts.segments:
        return "No segment survives: nothing can be rated yet"
    earned = counted(a_count, "segment earns", "segments earn") if a_count else "No segment earns"
    killed_count = figures.count(len(killed))
    return f"{earned} tier A; {killed_count} of {_cell_count(marts)} cells are killed"


def _cell_count(marts: Marts) -> str:
    """Cells that a kill rule can judge; accounts without band or need are in none of them."""
    return figures.count(sum(cell.cell_status != "unclassified" for cell in marts.cells))


def _earners(marts: Marts) -> list[Earner]:
    return [
        Earner(
            anchor=anchor(position),
            name=segment.segment_name,
            clv=figures.figure(
                segment.clv_proxy_amount,
                lambda amount: figures.money(amount, marts.currency),
                words.words(words.NULL_REASONS, segment.clv_null_reason or "no_observations"),
            ),
            owner=segment.owner_name or "no owner",
        )
        for position, segment in enumerate(marts.segments, start=1)
        if segment.proposed_segment_tier == "A"
    ]


def _no_earner_text(segments: Sequence[RatedSegment]) -> str:
    if not segments:
        return "No segment survives the kill rules."
    common = Counter(segment.tier_reason for segment in segments).most_common()
    code = min((count * -1, reason) for reason, count in common)[1]
    return f"Main reason: {words.words(words.TIER_REASONS, code)}."


def _kills(killed: Sequence[GridCell]) -> list[KillCount]:
    found = Counter(" and ".join(words.kill_words(cell.kill_reasons)) for cell in killed)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [KillCount(words.sentence(reason), figures.count(number)) for reason, number in ordered]


def _slices(marts: Marts, total: Decimal | None) -> list[Slice]:
    if not total:
        return []
    return [
        Slice(
            key=bucket.bucket.replace("_", "-"),
            label=words.ARR_BUCKETS.get(bucket.bucket, (words.spaced(bucket.bucket), ""))[0],
            amount=figures.money(bucket.arr_amount, marts.currency),
            share=figures.part(bucket.arr_amount / total),
            width=figures.bar_width(bucket.arr_amount, total),
        )
        for bucket in marts.arr_buckets
        if bucket.arr_amount is not None and bucket.arr_amount > 0 and bucket.bucket != "rounding"
    ]


def _killed_arr(marts: Marts) -> str:
    amount = next((b.arr_amount for b in marts.arr_buckets if b.bucket == "killed"), None)
    if not amount:
        return ""
    return f"{figures.money(amount, marts.currency)} of ARR is with accounts in killed cells"


def _cohort_lines(segments: Sequence[RatedSegment]) -> list[str]:
    if not segments:
        return ["No segment is rated"]
    sizes = [segment.cohort_account_count for segment in segments]
    reliable = sum(segment.is_reliable for segment in segments)
    rated = sum(segment.rating_status == "rated" for segment in segments)
    rated_text = f"{figures.count(rated)} of {counted(len(segments), 'segment', 'segments')}"
    lines = [
        f"Rated: {rated_text}, {figures.count(reliable)} on a reliable cohort",
        f"Cohorts of {figures.count(min(sizes))} to {counted(max(sizes), 'account', 'accounts')}"
        if max(sizes)
        else "No segment has a retention cohort",
    ]
    if any(segment.is_placeholder for segment in segments):
        lines.append("CLV rests on logo retention, a placeholder for revenue retention")
    return lines


def _check_lines(marts: Marts) -> list[tuple[str, str]]:
    """Section and line."""
    severities = Counter(finding.severity for finding in marts.findings)
    nouns = {"error": ("error", "errors"), "warning": ("warning", "warnings")}
    found = [
        counted(severities[severity], *nouns.get(severity, ("note", "notes")))
        for severity in SEVERITY_ORDER
        if severities[severity]
    ]
    total = total_arr(marts.arr_buckets)
    ties = total is not None and total == marts.arr_buckets[0].finance_arr_amount
    refused = sum(group.row_count for group in marts.refused)
    findings = " and ".join(found) if found else "none"
    lines = [
        ("findings", f"Findings: {findings}"),
        ("quarantine", f"{counted(refused, 'row', 'rows')} of the extracts refused"),
    ]
    if total is not None:
        text = "ties to finance to the cent" if ties else "does not tie to finance"
        lines.append(("arr", f"ARR {text}"))
    return lines


def build_overview(marts: Marts) -> Overview:
    """Facts of the first screen."""
    killed = [cell for cell in marts.cells if cell.cell_status == "killed"]
    earners = _earners(marts)
    total = total_arr(marts.arr_buckets)
    funded_amounts = [
        bucket.arr_amount or Decimal(0)
        for bucket in marts.arr_buckets
        if bucket.bucket in FUNDED_BUCKETS
    ]
    funded = sum(funded_amounts, Decimal(0)) if total is not None else None
    outside = total - funded if total is not None and funded is not None else None
    return Overview(
        headline=_headline(marts, len(earners), killed),
        state=state(marts),
        earners=earners,
        earners_text="" if earners else _no_earner_text(marts.segments),
        killed_text=f"{figures.count(len(killed))} of {_cell_count(marts)}",
        kills=_kills(killed),
        killed_arr=_killed_arr(marts),
        funded=figures.figure(
            funded,
            lambda amount: figures.money(amount, marts.currency),
            no_revenue_reason(marts.arr_buckets),
        ),
        funded_share=(
            f"of {figures.money(total, marts.currency)} ({figures.percent(funded / total)}); "
            f"{figures.money(outside, marts.currency)} outside"
            if total and funded is not None and outside is not None
            else ""
        ),
        slices=_slices(marts, total),
        cohorts=_cohort_lines(marts.segments),
        checks=_check_lines(marts),
    )
