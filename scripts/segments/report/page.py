"""The page as a list of sections, each with its own template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from segments.report import figures
from segments.report.definitions import CLV_BASIS, DEFINITIONS
from segments.report.evidence import (
    build_arr,
    build_findings,
    build_lineage,
    build_quarantine,
    build_variables,
)
from segments.report.matrix import build_grid, build_matrix
from segments.report.overview import Overview, build_overview
from segments.report.rows import Marts

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """`key` is the anchor on the page and the name of the template."""

    key: str
    title: str
    lead: str
    build: Callable[[Marts, Facts], object]


SECTIONS = (
    Section(
        "grid",
        "Segment grid",
        "Bands by need states: the tier each cell earns, or why it was killed.",
        lambda marts, _: build_grid(marts),
    ),
    Section(
        "matrix",
        "Tier matrix",
        "Surviving segments, best tier and highest CLV proxy first.",
        lambda marts, _: build_matrix(marts),
    ),
    Section(
        "arr",
        "Where revenue sits",
        "All ARR of finance on the as-of date, each amount in exactly one row.",
        lambda marts, _: build_arr(marts),
    ),
    Section(
        "findings",
        "Findings",
        "What to know before acting on a number, and who can mend it.",
        lambda marts, _: build_findings(marts),
    ),
    Section(
        "quarantine",
        "Refused rows",
        "Rows of the extracts that fail the data contract. They are in no number.",
        lambda marts, _: build_quarantine(marts),
    ),
    Section(
        "variables",
        "Variable model",
        "What is known about accounts, and whether it is known often enough to be used.",
        lambda marts, _: build_variables(marts),
    ),
    Section(
        "lineage",
        "Run and lineage",
        "What these numbers were computed from, and who signed them.",
        build_lineage,
    ),
    Section(
        "definitions",
        "Definitions",
        "What each number means.",
        lambda _marts, _facts: DEFINITIONS,
    ),
)


@dataclass(frozen=True)
class Page:
    """All that the template shows."""

    title: str
    as_of: str
    published: str
    version: str
    basis: str
    overview: Overview
    sections: list[tuple[Section, object]]


def build_page(marts: Marts, run: Facts) -> Page:
    """`run` holds optional facts of the publication: `file`, `published_at`, hashes."""
    as_of = figures.day(marts.run.as_of_date) if marts.run else "unknown: nothing was scored yet"
    published = run.get("published_at")
    return Page(
        title=f"Segment tiers as of {as_of}",
        as_of=as_of,
        published=figures.moment(str(published)) if published else "",
        version=str(run.get("file") or ""),
        basis=CLV_BASIS,
        overview=build_overview(marts),
        sections=[(section, section.build(marts, run)) for section in SECTIONS],
    )
