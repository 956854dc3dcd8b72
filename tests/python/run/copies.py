"""Copies of the project to work in."""

from __future__ import annotations

import shutil
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
MADE_BY_RUNS = (
    ".venv",
    ".git",
    "build",
    "landing",
    "published",
    "published-examples",
    "state",
    "target",
    "logs",
)


def copy_project(copy: Path) -> Path:
    """The whole project in a folder of its own, without what a run makes."""

    def ignored(folder: str, names: list[str]) -> set[str]:
        at_root = Path(folder) == REPOSITORY
        return {
            name
            for name in names
            if name == "__pycache__"
            or name.endswith("_cache")
            or (at_root and name in MADE_BY_RUNS)
        }

    shutil.copytree(REPOSITORY, copy, ignore=ignored)
    return copy
