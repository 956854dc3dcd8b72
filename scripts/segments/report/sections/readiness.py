"""Whether the data can carry the method, and whether each artifact may be acted on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.tables import Row, Tables

PER_SEGMENT = "retention_capability"
SEGMENTS_SHOWN = 40

Shown = Callable[[figures.Number], str]


@dataclass(frozen=True)
class Gate:
    label: str
    is_publishable: bool
    reasons: list[str]


@dataclass(frozen=True)
class Check:
    """`key` is pass, warn, fail or unknown; `rule` says how the measured value is held to it."""

    label: str
    key: str
    state: str
    reason: str
    measured: Figure
    rule: str
    required: Figure
    remedy: str
    owner: str
    blocks: str


@dataclass(frozen=True)
class ReadinessView:
    gates: list[Gate]
    checks: list[Check]
    segments: list[Check]
    segments_left_out: int
    segment_states: list[tuple[str, Figure]]


def _units(check_id: str, currency: str | None) -> tuple[str, Shown]:
    """How the measured value is held against what is required, and its unit."""

    def with_unit(one: str, many: str, places: int = 0) -> Shown:
        def shown(value: figures.Number) -> str:
            text = figures.decimal(value, places)
            return f"{text} {one if text == '1' else many}"

        return shown

    return {
        "history_length": ("at least", with_unit("month", "months")),
        "closing_months": ("at least", with_unit("month", "months")),
        "created_dates": ("more than", with_unit("day", "days")),
        "closed_lost_present": ("at least", figures.percent),
        "prerequisite_completeness": ("above", figures.percent),
        "interview_evidence": ("at least", with_unit("interview", "interviews")),
        "finance_export": ("at most", with_unit("day old", "days old")),
        "governance_calendar": ("at least", with_unit("task", "tasks")),
        "scoring_enabled": ("at least", with_unit("deal", "deals")),
        "retention_capability": ("at least", with_unit("account", "accounts")),
        "transactional_model": ("at least", lambda amount: figures.money(amount, currency)),
    }.get(check_id, ("against", figures.decimal))


def _label(row: Row, names: dict[str, str]) -> str:
    if row["check_id"] == PER_SEGMENT:
        subject = row["subject"]
        return names.get(subject, words.sentence(words.spaced(subject)))
    return row["requirement"]


def _check(row: Row, tables: Tables, names: dict[str, str]) -> Check:
    rule, shown = _units(row["check_id"], tables.currency)
    reason = row.words("reason")
    is_passed = row["check_status"] == "pass"
    return Check(
        label=_label(row, names),
        key=row["check_status"],
        state=row.words("check_status"),
        reason="" if is_passed and row["reason"] is None else reason,
        measured=row.figure("measured_value", shown, reason or "nothing was measured"),
        rule=rule,
        required=row.figure("threshold", shown, "nobody was judged"),
        remedy="" if is_passed else words.plain_instruction(row["remedy"]),
        owner=row.words("owner"),
        blocks=row.words("blocks_artifact"),
    )


def draft_reasons(gate: Row, tables: Tables) -> list[str]:
    """What an artifact lacks by itself: something of its own, or checks that fail."""
    codes = [code for code in (gate["own_reasons"] or "").split(", ") if code]
    reasons = []
    for code in codes:
        failed = tables.where("readiness", check_id=code, check_status="fail")
        reasons += [f"not met: {figures.lower_first(row['requirement'])}" for row in failed] or [
            words.of("own_reasons", code)
        ]
    return reasons


def _gate(row: Row, tables: Tables) -> Gate:
    reasons = draft_reasons(row, tables)
    if row["inherited_from_artifact"]:
        reasons.append(f"it rests on a draft: {row.words('inherited_from_artifact').lower()}")
    return Gate(
        label=row.words("artifact"),
        is_publishable=row["is_publishable"],
        reasons=reasons,
    )


def build(tables: Tables) -> ReadinessView:
    """Checks of the tenant one by one; those of each segment together."""
    names = tables.segment_names()
    order = {"fail": 1, "unknown": 2, "warn": 3, "pass": 4}
    own = [row for row in tables["readiness"] if row["check_id"] != PER_SEGMENT]
    each = sorted(
        tables.where("readiness", check_id=PER_SEGMENT),
        key=lambda row: (order[row["check_status"]], row["measured_value"] or 0, row["subject"]),
    )
    states = {row["check_status"] for row in each}
    return ReadinessView(
        gates=[_gate(row, tables) for row in tables["gate"]],
        checks=[_check(row, tables, names) for row in own],
        segments=[_check(row, tables, names) for row in each[:SEGMENTS_SHOWN]],
        segments_left_out=max(0, len(each) - SEGMENTS_SHOWN),
        segment_states=[
            (
                words.of("check_status", state).lower(),
                tables.count("readiness", check_id=PER_SEGMENT, check_status=state),
            )
            for state in order
            if state in states
        ],
    )
