"""What the command line says: help with examples, the summary of a version, three voices."""

from __future__ import annotations

import json
from inspect import signature
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from segments.cli import app
from segments.cli_connectors import connectors
from segments.errors import InputRefused
from segments.progress import Progress
from segments.summary import Summary, read_summary

CALLBACKS = {
    f"{prefix}{command.callback.__name__}": command.callback
    for prefix, group in (("", app), ("connectors ", connectors))
    for command in group.registered_commands
    if command.callback
}

MARTS = """
create schema marts;
create table marts.rpt_segment_grid as select * from (values
    (date '2026-03-31', true, false, 'surviving'), (date '2026-06-30', true, false, 'surviving'),
    (date '2026-06-30', true, true, 'surviving'), (date '2026-06-30', true, false, 'killed'),
    (date '2026-06-30', false, false, 'unclassified')
) as grid (as_of_date, is_candidate, is_provisional, cell_status);
create table marts.rpt_tier_matrix as select * from (values ('A'), ('C'), ('C'), (null))
    as matrix (proposed_segment_tier);
create table marts.fct_tier_in_force as select * from (values ('B', true), ('A', false))
    as tiers (in_force_segment_tier, is_current);
create table marts.rpt_artifact_gate as select * from (values
    ('Tier matrix', null, 'segment_grid', false, 3), ('Variable model', null, null, true, 1),
    ('Segment grid', 'axis_not_kept, too_many_unclassified', null, false, 2)
) as gate (artifact_label, own_reasons, inherited_from_artifact, is_publishable, display_order);
create table marts.rpt_findings as select * from (values
    ('signature_missing', 'tier_matrix:finance', 'Not signed', 'warning'),
    ('arr_unmatched', 'finance', 'ARR of nobody', 'error'),
    ('arr_unmatched', 'crm', 'ARR of nobody', 'error'),
    ('assumption_stands', 'one', 'Assumed', 'information')
) as findings (check_id, object_id, check_label, severity);
create table marts.rpt_quarantine as select * from (values ('accounts'), ('accounts'), ('users'))
    as quarantine (entity);
"""


@pytest.fixture
def version(tmp_path: Path) -> Path:
    path = tmp_path / "version.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(MARTS)
    return path


def _summary(version: Path) -> Summary:
    summary = read_summary(version)
    assert summary is not None
    return summary


def test_summary_says_what_is_in_force_first_and_what_waits(version: Path) -> None:
    assert list(_summary(version).lines()) == [
        ("In force", "B 1"),
        ("Proposed", "A 1, C 2"),
        ("Cells", "1 surviving, 1 provisional, 1 killed"),
        ("Draft", "Segment grid: axis not kept, too many unclassified"),
        ("Draft", "Tier matrix: waits for segment grid"),
        ("Unsigned", "tier matrix by finance"),
        ("Findings", "2 errors, 1 warning"),
        ("", "ARR of nobody (2)"),
        ("Refused rows", "3 of 2 extracts; rpt_quarantine says where and why"),
    ]


def test_summary_of_an_empty_version_says_so(version: Path) -> None:
    with duckdb.connect(version) as connection:
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            connection.execute(f"delete from marts.{table}")
    assert list(_summary(version).lines()) == [
        ("In force", "nothing; every tier is a draft until adopted"),
        ("Proposed", "no segment survives, so none is rated"),
        ("Cells", "none"),
        ("Findings", "none"),
        ("Refused rows", "none"),
    ]


def test_more_errors_than_are_shown_are_counted() -> None:
    lines = Summary(errors={f"Error {number}": 1 for number in range(7)}).lines()
    assert [text for heading, text in lines if not heading][-2:] == ["Error 4", "and 2 more errors"]


def test_a_version_that_cannot_say_it_has_no_summary(version: Path) -> None:
    with duckdb.connect(version) as connection:
        connection.execute("drop table marts.rpt_findings")
    assert read_summary(version) is None


def test_json_summary_is_one_event(version: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Progress(as_json=True).summary(_summary(version))
    event = json.loads(capsys.readouterr().out)
    assert event["event"] == "summary"
    assert event["proposed"] == {"A": 1, "C": 2}
    assert event["drafts"] == {
        "Segment grid": "axis_not_kept, too_many_unclassified",
        "Tier matrix": "waits_for_segment_grid",
    }


def test_quiet_says_warnings_and_errors_only(
    version: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Progress(quiet=True)
    with progress.step("land", "Land the extracts") as facts:
        facts["seconds"] = 1.0
    progress.line("Published")
    progress.summary(_summary(version))
    progress.warning("a row was late")
    progress.error("the lock is held", 10)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "warning: a row was late\nerror: the lock is held\n"


@pytest.mark.parametrize("command", CALLBACKS)
def test_every_command_has_examples_and_the_voices(command: str) -> None:
    shown = CliRunner().invoke(app, [*command.split(), "--help"], env={"COLUMNS": "200"}).output
    assert "--quiet" in shown
    assert "--json-logs" in shown
    assert f" segments {command}" in shown.split("For example:")[1]


@pytest.mark.parametrize("command", CALLBACKS)
def test_every_option_says_what_it_is_for(command: str) -> None:
    for option in signature(CALLBACKS[command]).parameters.values():
        (described,) = option.annotation.__metadata__
        assert described.help, option.name


def test_a_demo_tenant_does_not_stand_where_a_file_is(tmp_path: Path) -> None:
    there = tmp_path / "notes.txt"
    there.write_text("mine")
    refused = CliRunner().invoke(app, ["demo", "--out", str(there)])
    assert isinstance(refused.exception, InputRefused)
    assert "a file is there already. Fix: give a folder with --out" in str(refused.exception)
