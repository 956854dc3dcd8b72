"""A whole run on Spark: its tables, its readers, its verdicts, its faults."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from spoiled import PREFIX, SCHEMAS, governed_tables, spoil
from tenants import DEFAULT, Tenant, assert_same

from segments.connectors.environment import spark_places
from segments.contracts.documents import suite_tables
from segments.contracts.expectations import run_suite
from segments.contracts.stores import DuckDBStore, SparkStore
from segments.engines import engine_for
from segments.pointer import Version

READER = """
import json, os, sys
from pyspark.sql import SparkSession
builder = SparkSession.builder.enableHiveSupport().master("local[1]")
for name, value in json.loads(sys.argv[1]).items():
    builder = builder.config(name, value)
session = builder.getOrCreate()
found = [[list(map(str, row)) for row in session.sql(query).collect()] for query in sys.argv[2:]]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def compared(tmp_path_factory, spark) -> tuple[Tenant, str]:
    tenant = Tenant(tmp_path_factory.mktemp("tenant"))
    return tenant, tenant.build_both("spark")


@pytest.fixture(scope="module")
def tenant(compared) -> Tenant:
    return compared[0]


def read(tenant: Tenant, *queries: str) -> list[list[list[str]]]:
    """What a reader's own session finds through the catalog."""
    places = spark_places(tenant.settings("spark"))
    settings = {
        "spark.sql.warehouse.dir": places["SEGMENTS_SPARK_WAREHOUSE"],
        "spark.hadoop.javax.jdo.option.ConnectionURL": places["SEGMENTS_SPARK_METASTORE"],
        "spark.ui.enabled": "false",
    }
    done = subprocess.run(
        [sys.executable, "-c", READER, json.dumps(settings), *queries],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=tenant.project,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_marts_are_the_same_row_by_row(compared):
    assert_same(compared[1])


def test_readers_find_every_mart_of_each_version_that_is_made_current(tenant):
    first = tenant.current("spark")
    tables = {name: str(count) for name, count in sorted(first.tables.items())}
    counts = " union all ".join(
        f"select '{name}' as mart, count(*) as row_count from segments.{name}" for name in tables
    )
    pointer = "select version_name, publish_key from segments.published_version"
    history = "select publish_key from segments_history.published_runs"
    found, current, remembered = read(tenant, f"{counts} order by mart", pointer, history)
    assert dict(found) == tables
    assert current == [[first.name, first.publish_key]]
    assert remembered == [[first.publish_key]]

    second = another(first, "20990101T000000Z")
    with engine_for(tenant.settings("spark")) as engine:
        engine.stage(second.name)
        assert engine.serves(first.name)
        engine.make_current(second)
        assert engine.serves(second.name)
        assert engine.published_keys() == {first.publish_key}, "one key is remembered once"
        engine.make_current(first)
        engine.prune(1)
    found, current, remembered = read(tenant, f"{counts} order by mart", pointer, history)
    assert dict(found) == tables
    assert current == [[first.name, first.publish_key]]
    assert remembered == [[first.publish_key]]


def another(version: Version, moment: str) -> Version:
    name = f"{moment}_{version.scoring_run_id}"
    return replace(version, file=f"versions/{name}.duckdb")


def test_nothing_new_is_nothing_new_there_too(tenant):
    assert tenant.run("refresh", "--target", "spark").returncode == 3


@pytest.mark.parametrize("marts", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_the_contract_gives_the_same_verdicts(tenant, tmp_path, marts):
    contracts, day = tenant.project / "contracts", tenant.current(DEFAULT).day
    file = tmp_path / "segments.duckdb"
    with duckdb.connect(str(file)) as connection:
        spoil(connection, tenant.built, contracts)
        for table in governed_tables(contracts):
            schema, name = table.object_name.split(".")
            folder = tmp_path / f"{PREFIX}_{schema}.db" / name
            folder.mkdir(parents=True)
            connection.execute(f"copy {schema}.{name} to '{folder}/rows.parquet'")
    assert {path.name for path in tmp_path.glob("*.db")} == {f"{PREFIX}_{s}.db" for s in SCHEMAS}
    tables = suite_tables(contracts, marts=marts)
    left = run_suite(DuckDBStore(file), tables, day)
    right = run_suite(SparkStore(tmp_path, PREFIX), tables, day)
    assert left.checked == right.checked
    assert len(left.failures) > len(tables)
    assert right.failures == left.failures
    assert right.warnings == left.warnings


@pytest.mark.parametrize("home", ["/nowhere", "old"])
def test_java_that_is_missing_or_old_is_told_with_its_package(tenant, monkeypatch, tmp_path, home):
    if home == "old":
        java = tmp_path / "bin/java"
        java.parent.mkdir()
        java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
        java.chmod(0o755)
        home = str(tmp_path)
    before = tenant.current("spark")
    monkeypatch.setenv("JAVA_HOME", home)
    done = tenant.run("refresh", "--target", "spark")
    assert done.returncode == 50
    assert "openjdk-17-jre-headless" in done.stdout + done.stderr
    assert tenant.current("spark") == before


def test_an_engine_that_nobody_knows_is_refused(tenant):
    done = tenant.run("refresh", "--target", "sparkle")
    assert done.returncode == 20
    assert "sparkle" in done.stdout + done.stderr


def test_candidate_files_are_the_owner_s_alone(tenant):
    folder: Path = tenant.settings("spark").build_dir / "spark" / "landed"
    assert folder.is_dir()
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
