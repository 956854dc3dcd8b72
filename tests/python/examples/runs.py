"""Runs of `segments example` in a copy of the project, and what they published."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from run.copies import REPOSITORY, copy_project
from segments.pointer import read_pointer

SEGMENTS = Path(sys.executable).with_name("segments")
DATA = REPOSITORY.parent / "shared" / "data"


def needs_data(name: str) -> pytest.MarkDecorator:
    """Skips where the shared data sets are not delivered; pytest's summary says it loudly."""
    return pytest.mark.skipif(
        not (DATA / name).is_dir(),
        reason=f"THE REAL DATA SET {name} WAS NOT CHECKED: ../shared/data/{name} is not there",
    )


@dataclass(frozen=True)
class Example:
    """A published example: its version's marts and the candidate that they were copied from."""

    published: Path
    candidate: Path

    def marts(self, query: str) -> list[tuple[Any, ...]]:
        version = read_pointer(self.published)
        assert version is not None
        with duckdb.connect(str(version.path(self.published)), read_only=True) as connection:
            connection.execute("use marts")
            return connection.execute(query).fetchall()

    def built(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.candidate), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def findings(self, check_id: str) -> dict[str, str]:
        """Evidence by object."""
        found = self.marts(
            f"select object_id, evidence from rpt_findings where check_id = '{check_id}'"
        )
        return dict(found)


def segments(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SEGMENTS, *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )


def run_example(folder: Path, name: str) -> Example:
    """Publish one of the shared data sets from a copy of the project under `folder`."""
    project = copy_project(folder / "project")
    done = segments(project, "example", name, "--data", str(DATA / name))
    assert done.returncode == 0, done.stdout + done.stderr
    return published_example(project, name)


def published_example(project: Path, name: str) -> Example:
    published = project / "published-examples" / name
    assert (published / "report.html").stat().st_size > 10_000
    return Example(published, project / "build/examples" / name / "segments.duckdb")
