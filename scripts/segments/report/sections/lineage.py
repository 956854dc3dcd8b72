"""What these numbers were computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.tables import Row, Tables

RUNS_SHOWN = 12
RUN_FACTS = (
    ("file", "Version file"),
    ("sha256", "Hash of the version file"),
    ("published_at", "Published at"),
    ("publish_key", "Publish key"),
    ("publish_sequence", "Publication number"),
    ("contract_version", "Version of the data contract"),
)


@dataclass(frozen=True)
class RunRow:
    run_id: str
    as_of: str
    state: str
    tiers: list[Figure]


@dataclass(frozen=True)
class LineageView:
    facts: list[tuple[str, str]]
    runs: list[RunRow]
    runs_left_out: int


def _facts(tables: Tables, run: Mapping[str, Any]) -> list[tuple[str, str]]:
    facts = []
    current = tables.run
    if current:
        facts += [
            ("As-of date", figures.day(current["as_of_date"])),
            ("Scoring run", current["scoring_run_id"]),
            ("Hash of the input", current["input_hash"] or "unknown: not recorded"),
            ("Hash of the models", current["model_hash"] or "unknown: not recorded"),
        ]
    for key, label in RUN_FACTS:
        if run.get(key) is not None:
            text = str(run[key])
            facts.append((label, figures.moment(text) if key == "published_at" else text))
    return facts


def _state(row: Row) -> str:
    parts = ["this run"] if row["is_current"] else []
    parts.append("in force" if row["is_in_force"] else "not in force")
    parts.append("signed" if row["is_approved"] else "not signed")
    return words.sentence(", ".join(parts))


def build(tables: Tables, run: Mapping[str, Any]) -> LineageView:
    """Where the numbers come from. `run` holds facts of the publication, all optional."""
    runs = tables["runs"]
    columns = ("a_segment_count", "b_segment_count", "c_segment_count")
    return LineageView(
        facts=_facts(tables, run),
        runs=[
            RunRow(
                run_id=row["scoring_run_id"],
                as_of=figures.day(row["as_of_date"]),
                state=_state(row),
                tiers=[
                    row.figure(column, figures.count, "an earlier run did not record it")
                    for column in columns
                ],
            )
            for row in runs[:RUNS_SHOWN]
        ],
        runs_left_out=max(0, len(runs) - RUNS_SHOWN),
    )
