"""Fixtures of the report."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from report_tenant import MODELS, PageReader, Tenant, full_tenant

from segments.report import render_report


@pytest.fixture(scope="session")
def whole_tenant(tmp_path_factory: pytest.TempPathFactory) -> Tenant:
    """Built once; tests work on copies."""
    return full_tenant(tmp_path_factory.mktemp("report") / "whole.duckdb")


@pytest.fixture
def tenant(tmp_path: Path, whole_tenant: Tenant) -> Tenant:
    copy = tmp_path / "20260701T040506Z_aa11aa11aa11aa11.duckdb"
    shutil.copyfile(whole_tenant.path, copy)
    return Tenant(copy)


@pytest.fixture
def empty_tenant(tmp_path: Path) -> Tenant:
    """All marts, no rows."""
    return Tenant.create(tmp_path / "empty.duckdb")


@pytest.fixture
def read_page(tmp_path: Path) -> Callable[..., PageReader]:
    def read(tenant: Tenant, run: Mapping[str, str] | None = None) -> PageReader:
        out = render_report(tenant.path, tmp_path / "report.html", MODELS, run)
        return PageReader(out.read_text(encoding="utf-8"))

    return read
