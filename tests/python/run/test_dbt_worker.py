"""The dbt worker with the project's own table materialization, on a project of one model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from segments.workers import Worker

REPOSITORY = Path(__file__).parents[3]
BUILD = {"arguments": ["build", "--profiles-dir", "."]}
SECONDS = 120

PROJECT = """
name: one_model
version: 0.1.0
config-version: 2
profile: one
models: {+materialized: table}
"""
PROFILE = "one: {target: it, outputs: {it: {type: duckdb, path: one.duckdb}}}"
MODEL = "select cast(amount as integer) as amount from main.typed_by_hand"
CONTRACT = """
models:
  - name: amounts
    config: {contract: {enforced: true}}
    columns:
      - {name: amount, data_type: integer, constraints: [{type: check, expression: amount > 0}]}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "profiles.yml").write_text(PROFILE)
    (folder / "models").mkdir()
    (folder / "models/amounts.sql").write_text(MODEL)
    (folder / "models/amounts.yml").write_text(CONTRACT)
    shutil.copytree(REPOSITORY / "macros/portable", folder / "macros")
    return folder


@pytest.fixture(scope="module")
def dbt(project: Path) -> Iterator[Worker]:
    with Worker("dbt", "segments.dbt_worker", project, project / "worker.log") as worker:
        worker.wait_ready(SECONDS)
        yield worker


def _build(dbt: Worker, project: Path, typed: str) -> tuple[bool, list[tuple[int]]]:
    """Whether a build over the value succeeded, and what the table holds after it."""
    with duckdb.connect(project / "one.duckdb") as connection:
        connection.execute(
            "create or replace table main.typed_by_hand as select ? as amount", [typed]
        )
    answer = dbt.ask(BUILD, SECONDS, "building")
    with duckdb.connect(project / "one.duckdb") as connection:
        return answer["success"], connection.execute("from main.amounts").fetchall()


def test_a_table_is_replaced_whole_or_stays_as_it_was(dbt: Worker, project: Path) -> None:
    assert _build(dbt, project, "1") == (True, [(1,)])
    assert _build(dbt, project, "2") == (True, [(2,)])
    assert _build(dbt, project, "no number") == (False, [(2,)])
    assert _build(dbt, project, "-3") == (False, [(2,)])
    assert _build(dbt, project, "4") == (True, [(4,)])


def test_nothing_is_left_beside_the_table(dbt: Worker, project: Path) -> None:
    with duckdb.connect(project / "one.duckdb") as connection:
        names = {
            name
            for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
        }
    assert names <= {"amounts", "typed_by_hand"}
