"""The walk of CONTRIBUTING.md, run as it is written, from five CSV files to a tier matrix."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_connector import files, selection, write_connector, write_raw_files
from runs import Example, published_example, segments

from run.copies import copy_project

LINES_MAX = 150


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walk")
    copy = copy_project(folder / "project")
    write_connector(copy)
    write_raw_files(folder / "files")
    return copy


@pytest.fixture(scope="module")
def example(project: Path) -> Example:
    data = str(project.parent / "files")
    done = segments(project, "example", "acme", "--data", data, "--as-of", "2026-06-30")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "'fax'" in done.stdout + done.stderr
    return published_example(project, "acme")


def test_the_walk_is_short() -> None:
    code = [text for path, text in files().items() if path.endswith((".sql", ".yml"))]
    assert len(code) == 7
    assert sum(len(text.splitlines()) for text in [*code, selection()]) < LINES_MAX


def test_the_walk_publishes_a_tier_matrix(example: Example) -> None:
    rows = example.marts("select segment_id, account_count, clv_basis from rpt_tier_matrix")
    assert sum(count for _, count, _ in rows) == 60
    assert {basis for *_, basis in rows} == {"run_rate"}
    assert example.marts("select repaired_record_count from rpt_value_map order by 1 limit 1") == [
        (20,)
    ]
    assert example.marts("select count(*) from dim_account where gross_margin_amount > 0") == [
        (60,)
    ]


def test_check_says_what_is_mapped_and_what_that_costs(project: Path, example: Example) -> None:
    data = str(project.parent / "files")
    done = segments(project, "connectors", "check", "acme", "--data", data, "--as-of", "2026-06-30")
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout
    assert "accounts: 60 rows, 0 refused" in said
    assert "industry 100%" in said and "missing  domain" in said
    assert "not given contract_lines, so unknown: ARR" in said
    assert "not given invoices" not in said


def test_a_file_without_a_declared_column_is_refused_by_name(project: Path) -> None:
    data = project.parent / "cut"
    write_raw_files(data)
    (data / "reps.csv").write_text("rep\nAda Li\n", encoding="utf-8")
    done = segments(project, "example", "acme", "--data", str(data), "--as-of", "2026-06-30")
    assert done.returncode == 20
    assert "acme/reps.csv, line 1: columns are missing: team" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nobody",), "connector 'nobody' has no folder"),
        (("acme", "--data", "nowhere"), "nowhere: no such folder"),
        (("files", "--data", "."), "`files` has no layout of its own"),
        (("acme",), "no such folder"),
    ],
)
def test_what_cannot_run_says_why(project: Path, arguments: tuple[str, ...], words: str) -> None:
    done = segments(project, "example", *arguments)
    assert done.returncode == 20, done.stdout + done.stderr
    assert words in done.stderr and "Traceback" not in done.stderr
