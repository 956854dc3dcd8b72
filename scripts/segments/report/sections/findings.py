"""What to know before acting on a number, and who can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.tables import Row, Tables

ITEMS_SHOWN = 40
# A task is called as the artifact that it is about.
TASK_OVERDUE = "task_overdue"


@dataclass(frozen=True)
class FindingView:
    """One check with all that it found."""

    key: str
    severity: str
    label: str
    remedy: str
    owner: str
    count: Figure
    items: list[tuple[str, str]]
    left_out: str


@dataclass(frozen=True)
class FindingsView:
    counts: list[tuple[str, Figure]]
    findings: list[FindingView]


def _object_names(tables: Tables) -> dict[str, str]:
    names = words.OBJECTS | words.ENTITIES | words.ARTIFACTS
    names |= {need["need_state_id"]: need["need_state_name"] for need in tables["needs"]}
    names |= {row["variable_name"]: row["variable_label"] for row in tables["variables"]}
    return names | tables.segment_names()


def build(tables: Tables) -> FindingsView:
    """One entry per check, errors first."""
    names = _object_names(tables)
    tasks = names | {task["task"]: task["task_label"] for task in tables["calendar"]}
    views = []
    for check_id, group in groupby(tables["findings"], key=lambda finding: finding["check_id"]):
        found: list[Row] = list(group)
        first = found[0]
        left_out = max(0, len(found) - ITEMS_SHOWN)
        views.append(
            FindingView(
                key=first["severity"].replace("_", "-"),
                severity=first.words("severity"),
                label=words.plain_instruction(first["check_label"]),
                remedy=words.plain_instruction(first["remedy"]),
                owner=first.words("owner"),
                count=tables.count("findings", check_id=check_id),
                items=[
                    (
                        words.plain_object(
                            finding["object_id"] or "",
                            tasks if check_id == TASK_OVERDUE else names,
                        ),
                        words.plain_evidence(finding["evidence"] or ""),
                    )
                    for finding in found[:ITEMS_SHOWN]
                ],
                left_out=figures.count(left_out) if left_out else "",
            )
        )
    counts = [
        (label, tables.count("findings", severity=severity))
        for severity, label in words.SEVERITIES.items()
    ]
    return FindingsView([pair for pair in counts if pair[1].text != "0"], views)
