"""The real project on a small demo tenant: publish, nothing new, sign, be killed, publish again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from copies import copy_project

from segments.ledger import read_ledger
from segments.pointer import Version, read_pointer
from segments.steps import LABELS

SEGMENTS = Path(sys.executable).with_name("segments")
DBT = Path(sys.executable).with_name("dbt")
TENANT = ("--accounts", "800", "--months", "30")
SIGNATURES = (("variable_model", "sales"), ("tier_matrix", "sales"), ("tier_matrix", "finance"))


def run(
    project: Path, *arguments: str, program: Path = SEGMENTS, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments],
        cwd=project,
        env={**os.environ, "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def published(project: Path) -> Version:
    version = read_pointer(project / "published")
    assert version is not None
    return version


def rows_of(project: Path, version: Version, query: str) -> list[tuple]:
    path = version.path(project / "published")
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def result_hashes(project: Path, publish_key: str) -> list[tuple]:
    file = project / f"state/history/run_artifacts/{publish_key}.parquet"
    with duckdb.connect() as connection:
        return connection.execute(
            "select artifact, result_hash from read_parquet(?) order by artifact", [str(file)]
        ).fetchall()


@dataclass
class Story:
    """What happened, step by step; the tests below each look at one part of it."""

    project: Path
    first: subprocess.CompletedProcess[str]
    first_version: Version
    again: subprocess.CompletedProcess[str]
    too_early: subprocess.CompletedProcess[str]
    signed: list[subprocess.CompletedProcess[str]]
    killed: subprocess.CompletedProcess[str]
    version_after_kill: Version
    last: subprocess.CompletedProcess[str]
    last_version: Version
    built: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    project = copy_project(tmp_path_factory.mktemp("story") / "project")
    made = run(project, "demo", *TENANT)
    assert made.returncode == 0, made.stderr
    first = run(project, "refresh")
    assert first.returncode == 0, first.stdout + first.stderr
    first_version = published(project)
    again = run(project, "refresh")
    decide = ("adopt", "--by", "Ann Example", "--reason", "agreed in the review")
    too_early = run(project, *decide)
    signed = [
        run(project, "sign", artifact, "--function", function, "--by", f"Ann of {function}")
        for artifact, function in SIGNATURES
    ]
    signed.append(run(project, *decide))
    killed = run(project, "refresh", SEGMENTS_CRASH_AT="after:build_core")
    version_after_kill = published(project)
    last = run(project, "refresh")
    last_version = published(project)
    built = run(project, "build", "--quiet", program=DBT, DBT_USE_COLORS="false")
    return Story(
        project,
        first,
        first_version,
        again,
        too_early,
        signed,
        killed,
        version_after_kill,
        last,
        last_version,
        built,
    )


def test_refresh_publishes_and_says_where_everything_is(story: Story) -> None:
    assert "published/report.html" in story.first.stdout
    assert "published/current.duckdb" in story.first.stdout
    assert (story.project / "published/report.html").stat().st_size > 10_000
    assert not story.first_version.is_backfill
    matrix = rows_of(story.project, story.first_version, "select * from marts.rpt_tier_matrix")
    assert matrix


def test_version_holds_the_marts_and_nothing_else(story: Story) -> None:
    schemas = rows_of(
        story.project, story.first_version, "select distinct schema_name from duckdb_tables()"
    )
    assert schemas == [("marts",)]
    assert len(story.first_version.tables) >= 17


def test_restricted_values_are_stored_nowhere_but_in_the_private_copies(story: Story) -> None:
    canary = b"canary-"
    assert canary in (story.project / "landing/crm/users.csv").read_bytes()
    written = [
        path
        for folder in ("published", "state", "logs", "target", "build")
        for path in (story.project / folder).rglob("*")
        if path.is_file() and "landed" not in path.parts
    ]
    assert len(written) > 50
    assert [path for path in written if canary in path.read_bytes()] == []
    assert (story.project / "build/landed").stat().st_mode & 0o077 == 0


def test_same_input_again_is_exit_3(story: Story) -> None:
    assert story.again.returncode == 3, story.again.stderr


def test_adoption_waits_for_the_signatures(story: Story) -> None:
    assert story.too_early.returncode == 20
    for artifact, function in SIGNATURES:
        assert f"{artifact} by {function}" in story.too_early.stderr
    assert [step.returncode for step in story.signed] == [0, 0, 0, 0]


def test_killed_refresh_leaves_the_last_version(story: Story) -> None:
    assert story.killed.returncode == -signal.SIGKILL
    assert story.version_after_kill == story.first_version


def test_next_refresh_publishes_unattended(story: Story) -> None:
    assert story.last.returncode == 0, story.last.stdout + story.last.stderr
    assert story.last_version.publish_sequence == story.first_version.publish_sequence + 1
    outcomes = [
        record["outcome"]
        for record in read_ledger(story.project / "state/ledger.jsonl")
        if record["event"] == "finished"
    ]
    assert outcomes == ["published", "nothing_new", "interrupted", "published"]


def test_plain_dbt_build_passes_every_test_of_the_project(story: Story) -> None:
    """A refresh leaves the unit tests out: here, and nowhere else in `make test`, they run."""
    assert story.built.returncode == 0, story.built.stdout + story.built.stderr


def test_signatures_publish_the_same_run_and_the_same_results(story: Story) -> None:
    assert story.last_version.scoring_run_id == story.first_version.scoring_run_id
    assert story.last_version.publish_key != story.first_version.publish_key
    before = result_hashes(story.project, story.first_version.publish_key)
    after = result_hashes(story.project, story.last_version.publish_key)
    assert before == after and len(before) == 3


def test_adopted_run_is_in_force(story: Story) -> None:
    query = "select distinct matrix_state, is_signed from marts.rpt_tier_matrix"
    assert rows_of(story.project, story.first_version, query) == [("draft", False)]
    assert rows_of(story.project, story.last_version, query) == [("in_force", True)]


def test_two_builds_of_one_input_are_identical_row_for_row(story: Story) -> None:
    first = story.first_version.path(story.project / "published")
    last = story.last_version.path(story.project / "published")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{first}' as one (read_only)")
        connection.execute(f"attach '{last}' as two (read_only)")
        for mart in ("fct_segment_metrics", "fct_segment_scores", "fct_arr_movements"):
            for left, right in (("one", "two"), ("two", "one")):
                different = connection.execute(
                    f"select * from {left}.marts.{mart} except all select * from "
                    f"{right}.marts.{mart}"
                ).fetchall()
                assert different == [], mart


@pytest.fixture(scope="module")
def published_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("sweep") / "project")
    assert run(project, "demo", *TENANT).returncode == 0
    first = run(project, "refresh")
    assert first.returncode == 0, first.stdout + first.stderr
    return project


@pytest.mark.slow
@pytest.mark.parametrize("place", [f"{when}:{s}" for s in LABELS for when in ("before", "after")])
def test_kill_at_every_step_leaves_a_whole_version(
    published_project: Path, tmp_path: Path, place: str
) -> None:
    project = tmp_path / "project"
    shutil.copytree(published_project, project, symlinks=True)
    before = published(project)
    weights = project / "seeds/cfg_score_weights.csv"
    weights.write_text(weights.read_text().replace("0.30", "0.35").replace("0.20", "0.15"))
    assert run(project, "refresh", SEGMENTS_CRASH_AT=place).returncode == -signal.SIGKILL
    survivor = published(project)
    moved = place == "after:pointer" or place.split(":")[1] in ("report", "prune")
    assert (survivor != before) == moved
    assert rows_of(project, survivor, "select count(*) from marts.rpt_tier_matrix") != [(0,)]
    again = run(project, "refresh")
    assert again.returncode == (3 if moved else 0), again.stdout + again.stderr
    assert published(project).publish_sequence == 2


def refused(project: Path, **environment: str) -> str:
    before = read_pointer(project / "published")
    done = run(project, "refresh", **environment)
    assert done.returncode == 20, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert read_pointer(project / "published") == before
    return done.stderr


def test_missing_manifest_asks_for_the_day(project_copy: Path) -> None:
    assert run(project_copy, "demo", *TENANT).returncode == 0
    (project_copy / "landing/manifest.json").unlink()
    assert "--as-of" in refused(project_copy)


def test_missing_required_file_is_named(project_copy: Path) -> None:
    assert run(project_copy, "demo", *TENANT).returncode == 0
    for path in (project_copy / "landing/crm").glob("accounts.*"):
        path.unlink()
    assert "accounts" in refused(project_copy)
