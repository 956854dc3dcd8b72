"""Step 5 of the walk of CONTRIBUTING.md, typed as it is written: a connector in the nightly run."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from own_connector import nightly_commands, selection, write_connector, write_raw_files
from runs import SEGMENTS, Example, segments

from run.copies import copy_project

CONNECTORS = re.compile(r"^vars:\n.*?^(?=\S)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Nights:
    """A night before the settings moved, and two nights on the same files after that."""

    unsettled: subprocess.CompletedProcess[str]
    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    published: Example


def typed(project: Path, commands: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-e"],
        input="\n".join(commands),
        cwd=project,
        env={**os.environ, "PATH": f"{SEGMENTS.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    project = copy_project(tmp_path_factory.mktemp("nights") / "project")
    write_connector(project)
    write_raw_files(project / "path/to/files")
    settings = project / "dbt_project.yml"
    text, count = CONNECTORS.subn(f"{selection()}\n", settings.read_text(encoding="utf-8"))
    assert count == 1
    settings.write_text(text, encoding="utf-8")
    moving, *rest = nightly_commands().splitlines()
    assert moving.startswith("mv ")
    unsettled = typed(project, rest)
    first = typed(project, [moving, *rest])
    second = segments(project, "refresh")
    published = Example(project / "published", project / "build/segments.duckdb")
    return Nights(unsettled, first, second, published)


def test_words_that_nobody_translated_are_refused_with_their_place(nights: Nights) -> None:
    assert nights.unsettled.returncode == 20, nights.unsettled.stdout + nights.unsettled.stderr
    assert "opportunities: 180 of 180 records (100.0%) are in quarantine" in nights.unsettled.stderr
    assert "status:not_allowed (180, first in acme/deals.csv line 2)" in nights.unsettled.stderr
    assert "seeds/cfg_value_map.csv" in nights.unsettled.stderr


def test_the_first_night_publishes_a_tier_matrix(nights: Nights) -> None:
    assert nights.first.returncode == 0, nights.first.stdout + nights.first.stderr
    assert "'fax'" in nights.first.stdout + nights.first.stderr
    rows = nights.published.marts("select segment_id, account_count from rpt_tier_matrix")
    assert sum(count for _, count in rows) == 60
    assert nights.published.marts(
        "select count(*), min(account_id) from dim_account where gross_margin_amount > 0"
    ) == [(60, "acme:C0")]
    assert (nights.published.published / "report.html").is_file()


def test_settings_of_the_connector_hold_in_the_nightly_run(nights: Nights) -> None:
    assert nights.published.marts(
        "select repaired_record_count from rpt_value_map where column_name = 'industry'"
    ) == [(20,)]
    assert nights.published.marts(
        "select owner_id from dim_segment where segment_id = 'small--unknown' and is_current"
    ) == [("acme:Ada Li",)]


def test_the_second_night_has_nothing_new(nights: Nights) -> None:
    assert nights.second.returncode == 3, nights.second.stdout + nights.second.stderr
    assert "is published already" in nights.second.stdout
