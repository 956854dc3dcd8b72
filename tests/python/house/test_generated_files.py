"""What is generated from the contracts is what the contracts say."""

from __future__ import annotations

from pathlib import Path

from segments.contracts.column_docs import DOCS_PATH, render_docs
from segments.contracts.dbt_macro import MACRO_PATH, render_macro


def test_staging_judges_by_the_contracts(project: Path) -> None:
    written = (project / MACRO_PATH).read_text(encoding="utf-8")
    assert written == render_macro(project / "contracts"), "run make generate"


def test_column_descriptions_are_those_of_the_contracts(project: Path) -> None:
    written = (project / DOCS_PATH).read_text(encoding="utf-8")
    assert written == render_docs(project / "contracts"), "run make generate"
