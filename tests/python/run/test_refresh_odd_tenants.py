"""The smallest tenants through the real command: invoices alone publish, no account is refused."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import duckdb
from copies import copy_project

from odd_tenants import AS_OF, Rows, invoices_only
from segments.contracts import load_input_entities
from segments.pointer import read_pointer

SEGMENTS = Path(sys.executable).with_name("segments")


def _deliver(project: Path, rows: Rows) -> None:
    entities = load_input_entities(project / "contracts")
    for name, entity_rows in rows.items():
        entity = entities[name]
        path = project / "landing" / entity.source / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [column.name for column in entity.columns])
            writer.writeheader()
            writer.writerows(entity_rows)


def _refresh(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SEGMENTS, "refresh", "--as-of", AS_OF.isoformat()],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_accounts_and_invoices_alone_are_published(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    _deliver(project, invoices_only())
    done = _refresh(project)
    assert done.returncode == 0, done.stdout + done.stderr
    version = read_pointer(project / "published")
    assert version is not None
    path = str(version.path(project / "published"))
    with duckdb.connect(path, read_only=True) as connection:
        accounts, arr, reasons = connection.execute(
            "select count(*), count(arr_amount), count(arr_null_reason) from marts.dim_account"
        ).fetchall()[0]
    assert (accounts, arr, reasons) == (10, 0, 10)
    assert (project / "published/report.html").stat().st_size > 10_000


def test_no_account_at_all_is_refused_with_its_reason(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    _deliver(project, invoices_only() | {"accounts": []})
    done = _refresh(project)
    assert done.returncode == 20, done.stdout + done.stderr
    assert (
        "holds a header and no record" in done.stderr
        and "Traceback" not in done.stdout + done.stderr
    )
    assert read_pointer(project / "published") is None
