"""Fixtures of the run: a project without models, and copies of the real one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from copies import REPOSITORY, copy_project
from standin import Standin


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
    """The real project."""
    return copy_project(tmp_path / "project")
