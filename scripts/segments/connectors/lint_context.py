"""Every connector selected at once, for the lint, which skips what dbt has disabled.

`python -m segments.connectors.lint_context FOLDER` writes the variables as settings of sqlfluff's
dbt templater, which takes them from no command line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from segments.connectors.declared import STAGING, given_entities

# sqlfluff reads TOML under this name alone; its own format has no lists.
FILE_NAME = "pyproject.toml"


def all_connectors(project_dir: Path) -> dict[str, list[str]]:
    """Every system that has a staging folder, with the entities that it gives."""
    systems = sorted(path.name for path in (project_dir / STAGING).iterdir() if path.is_dir())
    return {system: given_entities(project_dir, system) for system in systems}


def render(connectors: dict[str, list[str]]) -> str:
    """The settings as text: TOML writes lists of plain strings as JSON does."""
    lists = [f"{system} = {json.dumps(given)}" for system, given in connectors.items()]
    return "\n".join(["[tool.sqlfluff.templater.dbt.context.connectors]", *lists, ""])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_text(render(all_connectors(Path())), encoding="utf-8")
