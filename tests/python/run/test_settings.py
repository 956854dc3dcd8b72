"""Settings keep every path in the project and name what is wrong; errors map to exit codes."""

from __future__ import annotations

import errno
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from segments.candidate import refuse_future, resolve_as_of
from segments.connectors import dbt_environment
from segments.errors import InputRefused
from segments.failures import translate
from segments.gates import check_quarantine_share
from segments.settings import find_project_root, load_settings
from segments.status import in_words, missing_sources, parse_age, read_status


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "models/marts").mkdir(parents=True)
    (root / "dbt_project.yml").write_text("name: x\n")
    return root


def test_project_is_found_from_any_folder_inside(project: Path) -> None:
    assert find_project_root(project / "models/marts") == project
    assert load_settings(project / "models").published_dir == project / "published"


def test_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="--project-dir"):
        find_project_root(tmp_path)


@pytest.mark.parametrize("value", ["../elsewhere", "/etc", ".", "s3://bucket/landing", "link"])
def test_path_outside_the_project_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    (project / "link").symlink_to(project.parent)
    monkeypatch.setenv("SEGMENTS_LANDING_DIR", value)
    with pytest.raises(InputRefused, match="(?i)landing_dir"):
        load_settings(project)


@pytest.mark.parametrize(
    ("name", "value"),
    [("KEEP_VERSIONS", "1"), ("MEMORY_LIMIT", "4GB'; drop"), ("KEEP_VERSIONS", "x")],
)
def test_setting_out_of_range_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"SEGMENTS_{name}", value)
    with pytest.raises(InputRefused, match=f"SEGMENTS_{name}"):
        load_settings(project)


def test_as_of_is_the_day_of_the_extraction_in_the_business_time_zone() -> None:
    late = datetime(2025, 6, 30, 23, 30, tzinfo=UTC)
    assert resolve_as_of(None, late, "UTC") == date(2025, 6, 30)
    assert resolve_as_of(None, late, "Europe/Berlin") == date(2025, 7, 1)
    assert resolve_as_of(date(2025, 1, 31), late, "UTC") == date(2025, 1, 31)


def test_as_of_that_nobody_knows_or_that_is_not_yet_is_refused() -> None:
    with pytest.raises(InputRefused, match="--as-of"):
        resolve_as_of(None, None, "UTC")
    with pytest.raises(InputRefused, match="lies after the extraction"):
        resolve_as_of(date(2025, 7, 1), datetime(2025, 6, 30, tzinfo=UTC), "UTC")
    assert resolve_as_of(date(2025, 7, 1), None, "UTC") == date(2025, 7, 1)


def test_a_day_that_has_not_come_is_refused() -> None:
    refuse_future(date(2025, 7, 1), today=date(2025, 6, 30))
    with pytest.raises(InputRefused, match="correct extracted_at"):
        refuse_future(date(2025, 7, 2), today=date(2025, 6, 30))


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        MemoryError(),
        duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate"),
        duckdb.IOException("IO Error: Could not write file: No space left on device"),
        PermissionError(errno.EACCES, "Permission denied"),
    ],
)
def test_disk_and_memory_are_exit_50(error: Exception) -> None:
    failure = translate(error)
    assert failure is not None and failure.exit_code == 50


def test_anything_else_is_a_bug() -> None:
    assert translate(ValueError("x")) is None
    assert translate(duckdb.BinderException("x")) is None


def test_status_before_and_age_in_words(project: Path) -> None:
    state = read_status(load_settings(project), datetime(2025, 7, 1, tzinfo=UTC))
    assert state.version is None
    assert state.is_stale(parse_age("26h")) and not state.is_stale(None)
    assert in_words(timedelta(minutes=61)) == "1 h 1 min"
    assert in_words(timedelta(days=3)) == "3 days"
    with pytest.raises(InputRefused, match="26h"):
        parse_age("soon")


def test_status_names_the_sources_that_the_published_version_lacks(tmp_path: Path) -> None:
    version = tmp_path / "version.duckdb"
    with duckdb.connect(str(version)) as connection:
        connection.execute(
            "create schema marts; create table marts.rpt_findings as select * from (values "
            "('source_not_delivered', 'invoices'), ('source_not_delivered', 'contacts'), "
            "('arr_unmatched', 'finance')) as findings (check_id, object_id)"
        )
    assert missing_sources(version) == ("contacts", "invoices")
    assert missing_sources(tmp_path / "absent.duckdb") == ()


class Contract:
    def __init__(self, share: float | None) -> None:
        self.custom = {} if share is None else {"quarantineShareMax": share}


def quarantine(rows: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "create schema landed; create schema core;"
        "create table landed.feeds as select 'files' as source_system, 'accounts' as entity, "
        "100::bigint as counted_record_count;"
        "create table core.core_quarantine as select "
        "'files' as source_system, 'accounts' as entity, "
        f"range + 1 as record_number, 'domain:too_long' as first_reason, "
        f"'crm/accounts.csv' as file_name, range + 2 as line_number from range({rows})"
    )
    return connection


def test_quarantine_share_at_the_limit_passes_and_above_it_is_refused() -> None:
    assert check_quarantine_share(quarantine(5), {"accounts": Contract(0.05)}) == {"accounts": 5}
    with pytest.raises(InputRefused, match=r"6 of 100 records .*domain:too_long .*line 2"):
        check_quarantine_share(quarantine(6), {"accounts": Contract(0.05)})
    assert check_quarantine_share(quarantine(6), {"accounts": Contract(None)}) == {"accounts": 6}


def test_a_target_on_the_command_line_stands_before_the_one_of_the_environment(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dbt_environment(load_settings(project)) == {}
    monkeypatch.setenv("SEGMENTS_TARGET", "postgres")
    other = load_settings(project)
    assert (other.target, other.published_dir) == ("postgres", project / "published/postgres")
    assert dbt_environment(other)["SEGMENTS_TARGET"] == "postgres"
    default = load_settings(project, "duckdb")
    assert (default.target, default.published_dir) == ("duckdb", project / "published")
    assert dbt_environment(default) == {"SEGMENTS_TARGET": "duckdb"}
