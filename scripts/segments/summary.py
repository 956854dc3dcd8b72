"""What a version says in a few lines, for people at a terminal and for log collectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

TIERS = ("A", "B", "C")
SHOWN_ERRORS = 5

QUERIES = {
    "cells": """
        select case when is_provisional then 'provisional' else cell_status end, count(*)
        from marts.rpt_segment_grid
        where is_candidate and as_of_date = (select max(as_of_date) from marts.rpt_segment_grid)
        group by all order by all desc
    """,
    "proposed": """
        select proposed_segment_tier, count(*) from marts.rpt_tier_matrix
        where proposed_segment_tier is not null group by all order by all
    """,
    "in_force": """
        select in_force_segment_tier, count(*) from marts.fct_tier_in_force
        where is_current and in_force_segment_tier is not null
        group by all order by all
    """,
    "drafts": """
        select artifact_label, coalesce(own_reasons, 'waits_for_' || inherited_from_artifact)
        from marts.rpt_artifact_gate
        where not is_publishable order by display_order
    """,
    "unsigned": """
        select object_id, count(*) from marts.rpt_findings
        where check_id = 'signature_missing' group by all order by all
    """,
    "findings": """
        select severity, count(*) from marts.rpt_findings
        where severity <> 'information' group by all order by all
    """,
    "errors": """
        select check_label, count(*) from marts.rpt_findings
        where severity = 'error' group by all order by all
    """,
    "refused": "select entity, count(*) from marts.rpt_quarantine group by all order by all",
}


@dataclass(frozen=True)
class Summary:
    """Each field maps a name to a count, but `drafts`, which maps an artifact to its reasons."""

    cells: dict[str, int] = field(default_factory=dict)
    proposed: dict[str, int] = field(default_factory=dict)
    in_force: dict[str, int] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    unsigned: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """For JSON: plain values only."""
        return asdict(self)

    def lines(self) -> Iterator[tuple[str, str]]:
        """A heading and what is to be said under it, most important first."""
        yield "In force", _tiers(self.in_force) or "nothing; every tier is a draft until adopted"
        yield "Proposed", _tiers(self.proposed) or "no segment survives, so none is rated"
        yield "Cells", _counts(self.cells) or "none"
        for artifact, reasons in self.drafts.items():
            yield "Draft", f"{artifact}: {_words(reasons)}"
        if self.unsigned:
            yield "Unsigned", ", ".join(_signature(who) for who in self.unsigned)
        yield "Findings", _counts(self.findings, plural="s") or "none"
        for label in list(self.errors)[:SHOWN_ERRORS]:
            times = f" ({self.errors[label]})" if self.errors[label] > 1 else ""
            yield "", f"{label}{times}"
        if len(self.errors) > SHOWN_ERRORS:
            yield "", f"and {len(self.errors) - SHOWN_ERRORS} more errors"
        refused = sum(self.refused.values())
        yield (
            "Refused rows",
            f"{refused:,} of {len(self.refused)} extracts; rpt_quarantine says where and why"
            if refused
            else "none",
        )


def _tiers(counts: dict[str, int]) -> str:
    return ", ".join(f"{tier} {counts[tier]}" for tier in TIERS if tier in counts)


def _counts(counts: dict[str, int], plural: str = "") -> str:
    return ", ".join(
        f"{count:,} {_words(name)}{plural if count != 1 else ''}" for name, count in counts.items()
    )


def _words(code: str) -> str:
    return code.replace("_", " ").replace(";", "; ").strip("; ")


def _signature(artifact_and_function: str) -> str:
    artifact, _, function = artifact_and_function.partition(":")
    return f"{_words(artifact)} by {_words(function)}"


def read_summary(database: Path) -> Summary | None:
    """The summary of a published version; None where its tables cannot say it, for a summary is
    no reason to fail."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return Summary(
                **{name: dict(connection.execute(sql).fetchall()) for name, sql in QUERIES.items()}
            )
    except duckdb.Error:
        return None
