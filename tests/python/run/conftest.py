"""Fixtures of the run: a project without models, and copies of the real one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from standin import Standin

REPOSITORY = Path(__file__).resolve().parents[3]
NOT_COPIED = (".venv", ".git", "build", "landing", "published", "state", "target", "logs")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: left to `make test-slow`")


@pytest.fixture
def seeds_dir(tmp_path: Path) -> Path:
    """A copy of the configuration that a test may break."""
    copy = tmp_path / "seeds"
    shutil.copytree(REPOSITORY / "seeds", copy)
    return copy


@pytest.fixture
def standin(tmp_path: Path) -> Standin:
    """A project whose models are made up by the test, run by the real refresh."""
    return Standin.create(tmp_path / "project", REPOSITORY)


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """The whole project in a folder of its own, without what a run makes."""
    copy = tmp_path / "project"
    shutil.copytree(
        REPOSITORY, copy, ignore=shutil.ignore_patterns(*NOT_COPIED, "__pycache__", ".*_cache")
    )
    return copy
