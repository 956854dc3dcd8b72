"""Writes the page."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from segments.durable import temporary_beside
from segments.report.figures import anchor
from segments.report.page import build_page
from segments.report.read import read_tables
from segments.report.terms import TERMS

TEMPLATES = Path(__file__).parent / "templates"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(terms=TERMS, anchor=anchor)
    return environment


def render_report(
    database: Path, out: Path, models_dir: Path, run: Mapping[str, Any] | None = None
) -> Path:
    """Render the published version `database` as one HTML file that needs no network.

    `models_dir` holds the dbt marts, whose descriptions define the numbers.
    `run` adds facts of the publication: `file`, `published_at`, `sha256`, `publish_key`,
    `publish_sequence`, `contract_version`; other keys are not shown. The same database and facts
    give the same bytes. `out` appears complete or not at all. Returns `out`.

    Raises PublishFailed when the version cannot be read or a number has no definition.
    """
    page = build_page(read_tables(database), models_dir, run or {})
    text = _environment().get_template("page.html.j2").render(page=page)
    temporary = temporary_beside(out)
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        os.replace(temporary, out)
    finally:
        temporary.unlink(missing_ok=True)
    return out
