"""PostgreSQL: models are built in schemas of one database, readers read views of another.

The connection is libpq's own: PGHOST, PGPORT, PGUSER, PGPASSWORD or a password file, PGDATABASE.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import psycopg2

from segments.candidate import open_candidate
from segments.engines import postgres_publication as publication
from segments.engines.csv_bridge import (
    copy_into_postgres,
    create_in_postgres,
    duckdb_columns,
    from_postgres,
    to_csv,
)
from segments.engines.engine import Engine
from segments.errors import InfrastructureFailed, InputRefused, LockHeld, PublishFailed
from segments.history import TABLES, history_file, keys_without_files, write_history
from segments.pointer import Version
from segments.settings import Settings
from segments.sql_text import quoted


@contextmanager
def faults(doing: str) -> Iterator[None]:
    """What PostgreSQL raises, as ours: it is the server or the rights, never the data.

    A PublishFailed of the work itself passes.
    """
    try:
        yield
    except psycopg2.Error as error:
        text = " ".join(str(error).split())
        remedy = "check the server, then refresh again"
        if isinstance(error, psycopg2.errors.InsufficientPrivilege):
            remedy = "give this user the right, see docs/warehouses.md"
        elif isinstance(error, psycopg2.OperationalError) and error.pgcode is None:
            remedy = "check PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE, and the server"
        raise InfrastructureFailed(
            f"PostgreSQL, {doing}: {text}. Fix: {remedy}; the last published version goes on "
            "serving"
        ) from error


NAMED = ("PGHOST", "PGUSER", "PGDATABASE")
"""libpq has defaults for them that dbt does not share."""


class PostgresEngine(Engine):
    """One connection for the whole run; it holds the lock that keeps other runs away."""

    _connection: Any

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.names = publication.Names(settings.warehouse_schema)

    def open(self) -> None:
        unset = [name for name in NAMED if not os.environ.get(name)]
        if unset:
            raise InputRefused(
                f"{', '.join(unset)} is not set. Fix: set {', '.join(NAMED)}, and PGPASSWORD or a "
                "password file where the server asks for one"
            )
        with faults("connecting"):
            self._connection = psycopg2.connect("", application_name="segments")
            self._connection.autocommit = True
        try:
            with self._cursor("getting ready") as cursor:
                self._hold_lock(cursor)
                publication.prepare(cursor, self.names, self.settings.reader_role)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        self._exchange.unlink(missing_ok=True)
        self._connection.close()

    @contextmanager
    def _cursor(self, doing: str) -> Iterator[Any]:
        with faults(doing), self._connection.cursor() as cursor:
            yield cursor

    @contextmanager
    def _transaction(self, doing: str) -> Iterator[Any]:
        with self._cursor(doing) as cursor:
            cursor.execute("begin")
            try:
                yield cursor
                cursor.execute("commit")
            except BaseException:
                if not self._connection.closed:
                    cursor.execute("rollback")
                raise

    def _hold_lock(self, cursor: Any) -> None:
        cursor.execute("select pg_try_advisory_lock(hashtext(%s))", [self.names.published])
        if not cursor.fetchone()[0]:
            raise LockHeld(
                f"another run, on this machine or elsewhere, is at work on schema "
                f"{self.names.published} of this database; wait until it ends, nothing was changed"
            )

    def published_keys(self) -> set[str]:
        with (
            self._cursor("reading the history") as cursor,
            duckdb.connect() as connection,
        ):
            cursor.execute(f"select publish_key from {self.names.history}.published_runs")
            keys = {key for (key,) in cursor.fetchall()}
            missing = keys_without_files(self.settings.history_dir, keys)
            if missing:
                self._pull_history(cursor, connection, missing)
        return keys

    def _pull_history(
        self, cursor: Any, connection: duckdb.DuckDBPyConnection, keys: Collection[str]
    ) -> None:
        file = self._exchange_file()
        for table in TABLES:
            from_postgres(cursor, connection, (self.names.history, table), f"added_{table}", file)
        for key in keys:
            write_history(connection, self.settings.history_dir, key)

    @property
    def _exchange(self) -> Path:
        return self.settings.build_dir / "exchange.csv"

    def _exchange_file(self) -> Path:
        """What passes between the engines, one table at a time; gone when the run ends."""
        file = self._exchange
        file.parent.mkdir(parents=True, exist_ok=True)
        # It holds rows of persons that no mart shows: for the owner of the run alone.
        file.touch(mode=0o600)
        return file

    def current_name(self) -> str | None:
        with self._cursor("reading the current version") as cursor:
            return publication.current_name(cursor, self.names)

    def serves(self, version_name: str) -> bool:
        return self.current_name() == version_name

    def load(self) -> None:
        file = self._exchange_file()
        with (
            open_candidate(self.settings, read_only=True) as connection,
            self._transaction("loading what was landed") as cursor,
        ):
            schemas = _landed_schemas(connection)
            for schema in schemas:
                cursor.execute(f"drop schema if exists {self.names.own(schema)} cascade")
                cursor.execute(f"create schema {self.names.own(schema)}")
            for schema, table in _tables(connection, schemas):
                source = f"{schema}.{quoted(table)}"
                target = f"{self.names.own(schema)}.{quoted(table)}"
                to_csv(connection, source, file)
                create_in_postgres(cursor, duckdb_columns(connection, source), target)
                copy_into_postgres(cursor, file, target)
                cursor.execute(f"analyze {target}")

    def _fetch(self, schema: str, tables: Collection[str] | None) -> None:
        file, place = self._exchange_file(), self.names.own(schema)
        with (
            open_candidate(self.settings) as connection,
            self._cursor(f"reading {place}") as cursor,
        ):
            connection.execute(f"create schema if not exists {schema}")
            for table in tables or publication.tables_of(cursor, place):
                target = f"{schema}.{quoted(table)}"
                from_postgres(cursor, connection, (place, table), target, file)
                for column, comment in publication.comments(cursor, place, table):
                    what = f"column {target}.{quoted(column)}" if column else f"table {target}"
                    connection.execute(f"comment on {what} is {publication.text(comment)}")

    def fetch_quarantine(self) -> None:
        self._fetch("core", ["core_quarantine"])

    def fetch_marts(self) -> None:
        self._fetch("marts", None)

    def contract_place(self) -> dict[str, Any]:
        return {"target": "postgres", "schema": self.settings.warehouse_schema}

    def stage(self, version_name: str) -> None:
        file = self._exchange_file()
        with (
            open_candidate(self.settings, read_only=True) as connection,
            self._transaction("keeping the new version") as cursor,
        ):
            schema = self.names.version(version_name)
            cursor.execute(f"create schema {schema}")
            for _, table in _tables(connection, ["marts"]):
                to_csv(connection, f"marts.{quoted(table)}", file)
                publication.stage_table(cursor, self.names, schema, table, file)

    def make_current(self, version: Version) -> None:
        folder, file = self.settings.history_dir, self._exchange_file()
        waiting = publication.Waiting(self.settings.reader_wait_seconds)
        while waiting.again():
            try:
                with self._transaction("publishing") as cursor:
                    publication.repoint(cursor, self.names, version, self.settings.reader_role)
                    self._append_history(cursor, version, folder, file)
                break
            except InfrastructureFailed as error:
                waiting.on(error)
        else:
            with self._cursor("looking who reads") as cursor:
                readers = publication.readers(cursor, self.names)
            raise PublishFailed(
                f"readers kept the published views locked for {waiting.seconds:g} seconds: "
                f"{readers}. Fix: end those transactions or raise SEGMENTS_READER_WAIT_SECONDS, "
                "then refresh again; the last version goes on serving"
            )

    def _append_history(self, cursor: Any, version: Version, folder: Any, file: Any) -> None:
        history = self.names.history
        cursor.execute(
            f"select 1 from {history}.published_runs where publish_key = %s", [version.publish_key]
        )
        if cursor.fetchone():
            return
        with duckdb.connect() as connection:
            for table, columns in TABLES.items():
                path = history_file(folder, table, version.publish_key)
                connection.execute(
                    f"create or replace temp view added as select {', '.join(columns)} "
                    f"from read_parquet('{path}')"
                )
                to_csv(connection, "added", file)
                copy_into_postgres(cursor, file, f"{history}.{table} ({', '.join(columns)})")

    def prune(self, keep: int) -> None:
        with self._cursor("removing old versions") as cursor:
            publication.prune(cursor, self.names, keep)


def _landed_schemas(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select schema_name from information_schema.schemata where catalog_name = 'segments'"
        " and (schema_name = 'landed' or schema_name like 'landed\\_%' escape '\\') order by 1"
    ).fetchall()
    return [name for (name,) in rows]


def _tables(
    connection: duckdb.DuckDBPyConnection, schemas: Collection[str]
) -> list[tuple[str, str]]:
    return connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_catalog = 'segments' and table_schema in (select unnest(?)) order by all",
        [list(schemas)],
    ).fetchall()
