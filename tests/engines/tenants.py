"""A copy of the project with a small demo tenant, refreshed on more than one engine."""

from __future__ import annotations

import shutil
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

    def build_both(self, target: str) -> str:
        """What `parity` says of a first run on both engines; keeps what DuckDB built, because a
        run that finds nothing new leaves a candidate that is only landed."""
        said = self.must("parity", "--target", target)
        shutil.copyfile(self.settings(DEFAULT).candidate, self.built)
        return said

    @property
    def built(self) -> Path:
        return self.project / "built.duckdb"

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


def assert_same(said: str) -> None:
    """Parity found no difference; its last line counts what it compared."""
    last = said.strip().splitlines()[-1]
    assert last.startswith("0 differences in "), said
    assert int(last.split()[3].replace(",", "")) > 1_000
