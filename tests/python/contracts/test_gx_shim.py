"""Great Expectations on DuckDB: the private name is there, its loss is loud, the file is freed."""

from __future__ import annotations

import os
import socket
from importlib import metadata
from types import ModuleType

import duckdb
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import NoSuchTableError

from segments.contracts import gx_shim
from segments.errors import InfrastructureFailed


def test_pinned_version_is_the_one_the_shim_was_written_for():
    assert metadata.version("great-expectations") == "1.24.1"


def test_duckdb_keeps_its_connection_and_no_statistics_are_sent():
    gx_shim.load_great_expectations()
    gx_shim.load_great_expectations()
    import great_expectations.execution_engine.sqlalchemy_execution_engine as engine

    assert [str(name) for name in engine._PERSISTED_CONNECTION_DIALECTS].count("duckdb") == 1
    assert engine._dialect_requires_persisted_connection(connection_string="duckdb:///x")
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_run_opens_no_network_connection(sandbox, build, monkeypatch):
    column, trial = build
    sandbox.contract(trial(column("value", required=True)))
    sandbox.table("select 1 as trial_id, 'a' as value")

    def refuse(*_):
        raise AssertionError("a network connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert sandbox.run().success


@pytest.mark.parametrize("dialects", [None, ["sqlite"]])
def test_lost_private_name_is_told_at_import_with_what_to_do(dialects):
    engine = ModuleType("engine")
    if dialects is not None:
        engine._PERSISTED_CONNECTION_DIALECTS = dialects
    with pytest.raises(InfrastructureFailed, match=r"requirements\.lock"):
        gx_shim.keep_duckdb_connection(engine)


def test_columns_are_read_from_the_table_alone(sandbox, build):
    column, trial = build
    sandbox.contract(trial(column("value", required=True)))
    sandbox.table("select cast(1 as decimal(18, 2)) as trial_id, 'a' as value")
    with duckdb.connect(str(sandbox.database)) as connection:
        connection.execute("create schema other")
        connection.execute("create table other.trial as select 1 as elsewhere")
    engine = create_engine(f"duckdb:///{sandbox.database}")
    gx_shim.reflect_from_catalog(engine.dialect)
    with engine.connect() as connection:
        columns = engine.dialect.get_columns(connection, "trial", "marts")
        assert [column["name"] for column in columns] == ["trial_id", "value"]
        assert [str(column["type"]) for column in columns] == ["DECIMAL", "VARCHAR"]
        with pytest.raises(NoSuchTableError):
            engine.dialect.get_columns(connection, "nowhere", "marts")


def test_file_can_be_written_right_after_a_run_and_not_through_it(sandbox, build):
    column, trial = build
    sandbox.contract(trial(column("value", required=True)))
    sandbox.table("select 1 as trial_id, 'a' as value")
    with gx_shim.open_duckdb(sandbox.database) as source:
        batch = gx_shim.open_table(source, "marts.trial")
        assert batch.columns() == ["trial_id", "value"]
        with source.get_execution_engine().get_connection() as connection:
            for statement in ("delete from marts.trial", "select * from read_text('/etc/hosts')"):
                with pytest.raises(Exception, match=r"read-only|disabled by configuration"):
                    connection.execute(text(statement))
    with duckdb.connect(str(sandbox.database)) as connection:
        connection.execute("delete from marts.trial")


@pytest.mark.parametrize(
    "sql",
    [
        "select '{a}' from __batch__",
        "select ':a' , ' :b', 'x:y', x::date from __batch__",
        r"select '\:a \\:b \: \\' from __batch__",
        "select '%d %% $1 ?' from __batch__ where t = '10:00:00'",
        "select ':::a :: : ::b' from __batch__",
    ],
)
def test_sql_reaches_the_engine_as_it_was_written(sql):
    formatted = gx_shim.as_gx_query(sql).format(batch="__batch__")
    compiled = text(formatted).compile(dialect=create_engine("duckdb://").dialect)
    assert str(compiled) == sql
    assert not compiled.params
