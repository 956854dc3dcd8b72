"""Who has to sign what, what was signed, and which tasks of governance are due."""

from __future__ import annotations

from dataclasses import dataclass

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.tables import Row, Tables

SIGNATURES_SHOWN = 40


@dataclass(frozen=True)
class Required:
    artifact: str
    function: str
    is_given: bool


@dataclass(frozen=True)
class Signature:
    artifact: str
    function: str
    signed_by: str
    signed_on: Figure
    status: str
    run: str


@dataclass(frozen=True)
class Task:
    """`key` is fresh, due or overdue."""

    label: str
    key: str
    state: str
    owner: str
    last_done: str
    due: Figure


@dataclass(frozen=True)
class SignoffsView:
    required: list[Required]
    signatures: list[Signature]
    signatures_left_out: int
    tasks: list[Task]


def _pairs(items: str | None) -> set[tuple[str, str]]:
    pairs = (item.partition(":") for item in (items or "").split(", ") if item)
    return {(artifact, function) for artifact, _, function in pairs}


def _required(tables: Tables) -> list[Required]:
    given: set[tuple[str, str]] = set()
    missing: set[tuple[str, str]] = set()
    for segment in tables["segments"][:1]:
        given = _pairs(segment["signatures_given"])
        missing = _pairs(segment["signatures_missing"])
    return [
        Required(words.of("artifact", a), words.of("function", f), (a, f) in given)
        for a, f in sorted(given | missing)
    ]


def _signature(row: Row) -> Signature:
    if row["is_for_current_proposal"]:
        run = "this run"
    else:
        run = "run in force" if row["is_for_run_in_force"] else "another run"
    return Signature(
        artifact=row.words("artifact"),
        function=row.words("function"),
        signed_by=row["signed_by"],
        signed_on=figures.figure(row["signed_on"], figures.day, "no day was given"),
        status=row.words("signature_status"),
        run=words.sentence(run),
    )


def _task(row: Row) -> Task:
    state = row.words("calendar_status")
    reason = row.words("overdue_reason")
    return Task(
        label=row["task_label"],
        key=row["calendar_status"],
        state=f"{state}: {reason}" if reason else state,
        owner=row.words("owner"),
        last_done=figures.day(row["last_done_date"]) if row["last_done_date"] else "never",
        due=figures.figure(row["due_date"], figures.day, "never done and not planned"),
    )


def build(tables: Tables) -> SignoffsView:
    """Signatures that this run needs, all that were given, and the calendar, overdue first."""
    signatures = tables["signatures"]
    return SignoffsView(
        required=_required(tables),
        signatures=[_signature(row) for row in signatures[:SIGNATURES_SHOWN]],
        signatures_left_out=max(0, len(signatures) - SIGNATURES_SHOWN),
        tasks=[_task(row) for row in tables["calendar"]],
    )
