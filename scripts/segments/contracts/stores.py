"""Where a suite reads: the DuckDB file of a candidate, or the schemas of a warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb

from segments.contracts import gx_shim
from segments.errors import InfrastructureFailed

Query = Callable[[str], list[tuple[Any, ...]]]
COLUMNS = (
    "select table_schema || '.' || table_name, column_name from information_schema.columns"
    " where table_catalog = current_database()"
)


class Store(Protocol):
    """One engine's tables. `text_type` is its word for text of any length, `no_match` its form of
    a text `{value}` that does not fit a regular expression `{pattern}`."""

    text_type: str
    no_match: str

    def relation(self, object_name: str) -> str:
        """The engine's name of a governed table, `schema.table`."""

    def reading(self) -> AbstractContextManager[Query]:
        """A way to run queries. Raises InfrastructureFailed when the engine cannot be reached."""

    def columns(self) -> list[tuple[str, str]]:
        """Relation and column, for every column there is."""

    def batches(self) -> AbstractContextManager[Callable[[str], Any]]:
        """A way to get Great Expectations' batch over all rows of a relation."""


class DuckDBStore:
    text_type = "varchar"
    no_match = "not regexp_matches({value}, {pattern})"

    def __init__(self, database: Path) -> None:
        self._database = database

    def relation(self, object_name: str) -> str:
        return object_name

    @contextmanager
    def reading(self) -> Iterator[Query]:
        database = self._database
        if not database.is_file():
            raise InfrastructureFailed(
                f"{database}: no such database; build it before the contract"
            )
        try:
            connection = duckdb.connect(
                str(database), read_only=True, config=dict(gx_shim.CONNECTION_SETTINGS)
            )
        except duckdb.Error as error:
            raise InfrastructureFailed(
                f"{database}: cannot be opened for reading ({error}). Close what writes to it"
            ) from error
        with connection:
            yield lambda sql: connection.execute(sql).fetchall()

    def columns(self) -> list[tuple[str, str]]:
        with self.reading() as query:
            return query(COLUMNS)

    @contextmanager
    def batches(self) -> Iterator[Callable[[str], Any]]:
        with gx_shim.open_duckdb(self._database) as source:
            yield lambda relation: gx_shim.open_table(source, relation)


class PostgresStore:
    """Schemas that begin with `prefix`, in the database of libpq's own variables."""

    text_type = "text"
    no_match = "{value} !~ {pattern}"

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def relation(self, object_name: str) -> str:
        return f"{self._prefix}_{object_name}"

    @contextmanager
    def reading(self) -> Iterator[Query]:
        import psycopg2

        try:
            connection = psycopg2.connect("", application_name="segments contract")
        except psycopg2.Error as error:
            raise InfrastructureFailed(
                f"PostgreSQL cannot be reached for the contract: {' '.join(str(error).split())}"
            ) from error

        def query(sql: str) -> list[tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()

        try:
            yield query
        finally:
            connection.close()

    def columns(self) -> list[tuple[str, str]]:
        with self.reading() as query:
            return query(COLUMNS)

    @contextmanager
    def batches(self) -> Iterator[Callable[[str], Any]]:
        with gx_shim.open_postgres() as source:
            yield lambda relation: gx_shim.open_table(source, relation)


def store_of(place: dict[str, str]) -> Store:
    """The store that a worker's request names: a target, and a database or a schema."""
    if place["target"] == "postgres":
        return PostgresStore(place["schema"])
    return DuckDBStore(Path(place["database"]))
