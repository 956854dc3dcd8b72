"""The page as a list of sections, each with its own module and template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segments.report import dictionary, figures
from segments.report.sections import (
    findings,
    first_screen,
    grid,
    lineage,
    quarantine,
    readiness,
    revenue,
    signoffs,
    tiers,
    value,
    variables,
    wins,
)
from segments.report.tables import Tables

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """`key` is the anchor on the page and the name of the template."""

    key: str
    title: str
    lead: str
    build: Callable[[Tables], object]


SECTIONS = (
    Section(
        "readiness",
        "Readiness",
        "Whether the data can carry the method, and what to do where it cannot.",
        readiness.build,
    ),
    Section(
        "variables",
        "Variable model",
        "What is known about accounts: how often it is filled, and whether it tells who is worth "
        "more.",
        variables.build,
    ),
    Section(
        "grid",
        "Segment grid",
        "Bands by need states: the tier each cell earns, or why it was killed.",
        grid.build,
    ),
    Section(
        "value",
        "What segments are worth",
        "The CLV proxy, what it is made of, and how sure both are.",
        value.build,
    ),
    Section(
        "wins",
        "Win rate by cohort",
        "Of the new-business opportunities created in a quarter, how many were won.",
        wins.build,
    ),
    Section(
        "tiers",
        "Tier matrix",
        "Which tier each segment has, why, who owns it, and what money follows.",
        tiers.build,
    ),
    Section(
        "signoffs",
        "Sign-offs and calendar",
        "Whose signature counts, what was signed, and which tasks are due.",
        signoffs.build,
    ),
    Section(
        "revenue",
        "Where revenue sits",
        "All ARR of finance on the as-of date, each amount in exactly one row.",
        revenue.build,
    ),
    Section(
        "quarantine",
        "Refused rows",
        "Rows of the extracts that fail the data contract. They are in no number.",
        quarantine.build,
    ),
    Section(
        "findings",
        "Findings",
        "What to know before acting on a number, and who can mend it.",
        findings.build,
    ),
)


@dataclass(frozen=True)
class Page:
    """All that the template shows."""

    title: str
    as_of: str
    published: str
    first_screen: first_screen.FirstScreen
    sections: list[tuple[Section, object]]

    def title_of(self, key: str) -> str:
        return next(section.title for section, _ in self.sections if section.key == key)


def build_page(tables: Tables, models_dir: Path, run: Facts) -> Page:
    """`run` holds optional facts of the publication: `file`, `published_at`, hashes."""
    current = tables.run
    as_of = figures.day(current["as_of_date"]) if current else "unknown: nothing was scored yet"
    published = run.get("published_at")
    own = (
        Section(
            "lineage",
            "Run and lineage",
            "What these numbers were computed from.",
            lambda found: lineage.build(found, run),
        ),
        Section(
            "definitions",
            "Definitions",
            "What each number means, in the words of the tables that hold it.",
            lambda _: dictionary.definitions(models_dir),
        ),
    )
    return Page(
        title=f"Segment tiers as of {as_of}",
        as_of=as_of,
        published=figures.moment(str(published)) if published else "",
        first_screen=first_screen.build(tables),
        sections=[(section, section.build(tables)) for section in (*SECTIONS, *own)],
    )
