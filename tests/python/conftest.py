"""Shared fixtures: the project compiled once, and a runner of its models in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from model_runner import ModelRunner
from segments import history

PROJECT = Path(__file__).resolve().parents[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--oracle-seed", type=int, help="compare the SQL with the oracle on this tenant alone"
    )


@pytest.fixture(scope="session")
def project() -> Path:
    """Root of the project under test."""
    return PROJECT


@pytest.fixture(scope="session")
def compiled_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A target folder with every model compiled, once for all workers; needs no landed data.

    dbt opens its database even to compile, so it gets one of its own with the catalog's name.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    compiled = folder / "compiled"
    with FileLock(folder / "compiled.lock"):
        if not (compiled / "manifest.json").exists():
            profile = (PROJECT / "profiles.yml").read_text(encoding="utf-8")
            (folder / "profiles.yml").write_text(profile, encoding="utf-8")
            target = folder / "target"
            dbt = str(Path(sys.executable).with_name("dbt"))
            places = ["--profiles-dir", str(folder), "--target-path", str(target)]
            places += ["--log-path", str(folder / "logs")]
            environment = {**os.environ, "SEGMENTS_BUILD_DIR": str(folder)}
            compiling = [dbt, "--quiet", "compile", *places]
            subprocess.run(compiling, cwd=PROJECT, env=environment, check=True)
            target.rename(compiled)
    return compiled


@pytest.fixture(scope="session")
def model_runner(compiled_project: Path) -> ModelRunner:
    """One runner for all tests of a worker; each test lands its own tenant."""
    tables = {
        table: ", ".join(f"{name} {kind}" for name, kind in columns.items())
        for table, columns in history.TABLES.items()
    }
    return ModelRunner(PROJECT, compiled_project, tables)
