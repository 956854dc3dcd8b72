"""The lint of SQL selects every connector, so that none goes unlinted because it is disabled."""

from __future__ import annotations

import tomllib
from pathlib import Path

from segments.connectors.lint_context import all_connectors, render


def test_the_lint_selects_every_staging_model(project: Path) -> None:
    settings = tomllib.loads(render(all_connectors(project)))
    selected = settings["tool"]["sqlfluff"]["templater"]["dbt"]["context"]["connectors"]
    models = {f"stg_{system}__{name}" for system, given in selected.items() for name in given}
    assert models == {path.stem for path in (project / "models/staging").glob("*/stg_*.sql")}
    assert len(selected) > 3
