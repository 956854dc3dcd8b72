"""The one place that touches Great Expectations' inside, so that it works on DuckDB.

Great Expectations 1.24.1 reads a query's rows after it gave the connection back. duckdb-engine's
rows are gone by then, and every SQL expectation ends in "list index out of range". Dialects in
the private tuple `_PERSISTED_CONNECTION_DIALECTS` keep their connection: DuckDB is added to it.

- Report: https://github.com/fivetran/great_expectations/issues/10738
- Native engine, proposed: https://github.com/fivetran/great_expectations/pull/12084

Beside it `reflect_from_catalog` reads a table's columns from DuckDB's own catalog view:
duckdb-engine reflects through PostgreSQL's catalog of the whole database, once for each table,
which was half of a suite's time.

The version is pinned exactly. When the name is gone the import fails loudly here, not later with
an index error. No statistics are sent: the setting must stand before the first import.
"""

from __future__ import annotations

import importlib
import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from segments.errors import InfrastructureFailed

ENGINE_MODULE = "great_expectations.execution_engine.sqlalchemy_execution_engine"
PRIVATE_NAME = "_PERSISTED_CONNECTION_DIALECTS"
# Contract SQL reads the opened database and nothing else: no file, no extension, no network.
CONNECTION_SETTINGS = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
BATCH_MARK = "__batch__"
_BIND_LIKE = re.compile(r"\\*(?<!:):(?!:)")


class _DialectName(str):
    """Compares as text and answers `.value`, as the members of the private tuple do."""

    @property
    def value(self) -> str:
        return str(self)


def keep_duckdb_connection(engine_module: ModuleType) -> None:
    """Make the engine keep DuckDB's connection; calling it again changes nothing.

    Raises InfrastructureFailed when Great Expectations no longer has the private name.
    """
    dialects = getattr(engine_module, PRIVATE_NAME, None)
    if not isinstance(dialects, tuple):
        raise InfrastructureFailed(
            f"{ENGINE_MODULE} has no tuple {PRIVATE_NAME}: this is not the pinned "
            "great-expectations. Install requirements.lock, or drop gx_shim.py if the new "
            "version reads DuckDB by itself"
        )
    if "duckdb" not in dialects:
        setattr(engine_module, PRIVATE_NAME, (*dialects, _DialectName("duckdb")))


def load_great_expectations() -> ModuleType:
    """The module, ready for DuckDB. The first call costs 7 to 9 seconds of import."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    module = importlib.import_module("great_expectations")
    keep_duckdb_connection(importlib.import_module(ENGINE_MODULE))
    return module


def reflect_from_catalog(dialect: Any) -> None:
    """Let one dialect list the columns of a table by one query of that table alone.

    A type of DuckDB that SQLAlchemy does not name reads as its null type.
    """
    sqlalchemy = importlib.import_module("sqlalchemy")
    query = sqlalchemy.text(
        "select column_name, data_type, is_nullable from duckdb_columns() "
        "where schema_name = :schema and table_name = :name order by column_index"
    )

    def get_columns(connection: Any, table_name: str, schema: str | None = None, **_: Any) -> Any:
        rows = connection.execute(query, {"schema": schema, "name": str(table_name)}).fetchall()
        if not rows:
            raise sqlalchemy.exc.NoSuchTableError(f"{schema}.{table_name}")
        types = sqlalchemy.types
        return [
            {
                "name": name,
                "type": getattr(types, kind.split("(")[0], types.NullType)(),
                "nullable": is_nullable,
                "default": None,
            }
            for name, kind, is_nullable in rows
        ]

    dialect.get_columns = get_columns


def _context() -> Any:
    """Great Expectations with nothing on disk and no progress bars."""
    gx = load_great_expectations()
    types = importlib.import_module("great_expectations.data_context.types.base")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = types.ProgressBarsConfig(globally=False)
    return context


@contextmanager
def open_duckdb(database: Path) -> Iterator[Any]:
    """A SQL data source on the DuckDB file in a context that lives in memory.

    Closing gives the file back: dbt, or a writer in this process, can open it right after.
    """
    source = _context().data_sources.add_sql(
        "contract",
        connection_string=f"duckdb:///{database.resolve()}",
        kwargs={"connect_args": {"read_only": True, "config": CONNECTION_SETTINGS}},
    )
    engine = source.get_execution_engine()
    reflect_from_catalog(engine.engine.dialect)
    try:
        yield source
    finally:
        # Two engines hold the file: the source's own, and the one whose connection is kept and
        # is therefore not its pool's to close.
        with engine.get_connection() as connection:
            connection.close()
        engine.close()
        source.get_engine().dispose()


@contextmanager
def open_postgres() -> Iterator[Any]:
    """A PostgreSQL data source, connected by libpq's own variables."""
    user, host, database = (
        quote(os.environ[name], safe="") for name in ("PGUSER", "PGHOST", "PGDATABASE")
    )
    # The host stands in the query, where it may be a folder; Great Expectations wants one in the
    # address as well. Port and password are left to libpq.
    source = _context().data_sources.add_postgres(
        "contract",
        connection_string=f"postgresql+psycopg2://{user}@localhost/{database}?host={host}",
    )
    try:
        yield source
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


@contextmanager
def open_spark() -> Iterator[Any]:
    """A Spark data source on the session that is there."""
    yield _context().data_sources.add_spark("contract", persist=False)


def open_frame(source: Any, name: str, frame: Any) -> Any:
    """Batch over all rows of a Spark data frame."""
    definition = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
    return definition.get_batch({"dataframe": frame})


def open_table(source: Any, relation: str) -> Any:
    """Batch over all rows of `schema.table`."""
    schema, name = relation.split(".")
    with warnings.catch_warnings():
        # Deprecated for engines that take a schema in their connection; one connection serves
        # several schemas here.
        warnings.filterwarnings("ignore", message=".schema_name. is deprecated")
        asset = source.add_table_asset(relation, table_name=name, schema_name=schema)
    return asset.add_batch_definition_whole_table("all").get_batch()


def as_gx_query(sql: str) -> str:
    """SQL as UnexpectedRowsExpectation wants it; `__batch__` stands for the table.

    The query passes `str.format` and then SQLAlchemy's `text`: braces are doubled, and a colon
    that would read as a bind parameter is escaped, also inside string constants.
    """
    escaped = sql.replace("{", "{{").replace("}", "}}")
    escaped = _BIND_LIKE.sub(_escape_colon, escaped)
    return escaped.replace(BATCH_MARK, "{batch}")


def _escape_colon(match: re.Match[str]) -> str:
    # SQLAlchemy strips one backslash in front of a colon, whether it was there for it or not.
    return "\\" + match.group(0)
