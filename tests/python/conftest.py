"""Shared fixtures: the project compiled once, and a runner of its models in memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from model_runner import ModelRunner
from segments import history

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def project() -> Path:
    """Root of the project under test."""
    return PROJECT


@pytest.fixture(scope="session")
def compiled_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A target folder with every model compiled; needs no landed data."""
    target = tmp_path_factory.mktemp("compiled") / "target"
    dbt = Path(sys.executable).with_name("dbt")
    arguments = ["--quiet", "compile", "--target-path", str(target)]
    # dbt opens the database of the profile even to compile, so it gets one of its own.
    subprocess.run([dbt, *arguments], cwd=PROJECT, check=True, timeout=300)
    return target


@pytest.fixture(scope="session")
def model_runner(compiled_project: Path) -> ModelRunner:
    """One runner for all tests of a worker; each test lands its own tenant."""
    tables = {
        table: ", ".join(f"{name} {kind}" for name, kind in columns.items())
        for table, columns in history.TABLES.items()
    }
    return ModelRunner(PROJECT, compiled_project, tables)
