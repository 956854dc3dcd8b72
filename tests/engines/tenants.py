"""A copy of the project with a small demo tenant, refreshed on more than one engine."""

from __future__ import annotations

import subprocess
from pathlib import Path

from examples.runs import segments
from run.copies import copy_project
from segments.pointer import Version, read_pointer
from segments.settings import Settings

ACCOUNTS = "300"
DEFAULT = "duckdb"


class Tenant:
    """Runs the command line in the copy."""

    def __init__(self, folder: Path, accounts: str = ACCOUNTS) -> None:
        self.project = copy_project(folder / "project")
        self.must("demo", "--accounts", accounts)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return segments(self.project, *arguments)

    def must(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def settings(self, target: str) -> Settings:
        settings = Settings(project_dir=self.project)
        return settings if target == DEFAULT else settings.for_target(target)

    def current(self, target: str) -> Version | None:
        return read_pointer(self.settings(target).published_dir)

    def marts(self, target: str) -> Path:
        """The DuckDB file of the marts that readers see."""
        version = self.current(target)
        assert version is not None
        return version.path(self.settings(target).published_dir)
