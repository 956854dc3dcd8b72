"""Where a suite reads: the DuckDB file of a candidate, or the schemas of a warehouse."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
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


class SparkStore:
    """Parquet tables of databases that begin with `prefix`, below a warehouse folder.

    Read by a session without a catalog of its own: an embedded one serves one process at a time,
    and that is dbt's.
    """

    text_type = "string"
    no_match = "not {value} rlike {pattern}"

    def __init__(self, warehouse: Path, prefix: str) -> None:
        self._warehouse = warehouse
        self._prefix = prefix

    def relation(self, object_name: str) -> str:
        return f"{self._prefix}_{object_name}".replace(".", "__")

    @cached_property
    def _session(self) -> Any:
        from pyspark.sql import SparkSession

        settings = {
            "spark.master": os.environ.get("SEGMENTS_SPARK_MASTER", "local[2]"),
            "spark.sql.catalogImplementation": "in-memory",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.session.timeZone": "UTC",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "OFF",
        }
        builder = SparkSession.builder.appName("segments contract")
        for name, value in settings.items():
            builder = builder.config(name, value)
        return builder.getOrCreate()

    @cached_property
    def _frames(self) -> dict[str, Any]:
        """A view per table that dbt built; a table without files is none."""
        frames = {}
        for folder in self._warehouse.glob(f"{self._prefix}_*.db/*"):
            if folder.parent.name.startswith(f"{self._prefix}_v_"):
                continue
            if any(folder.glob("*.parquet")):
                name = f"{folder.parent.name.removesuffix('.db')}__{folder.name}"
                frames[name] = self._session.read.parquet(str(folder))
                frames[name].createOrReplaceTempView(name)
        return frames

    @contextmanager
    def reading(self) -> Iterator[Query]:
        assert self._frames is not None
        yield lambda sql: [tuple(row) for row in self._session.sql(sql).collect()]

    def columns(self) -> list[tuple[str, str]]:
        return [(name, column) for name, frame in self._frames.items() for column in frame.columns]

    @contextmanager
    def batches(self) -> Iterator[Callable[[str], Any]]:
        with gx_shim.open_spark() as source:
            yield lambda relation: gx_shim.open_frame(source, relation, self._frames[relation])


def store_of(place: dict[str, str]) -> Store:
    """The store that a worker's request names: a target and its place."""
    if place["target"] == "postgres":
        return PostgresStore(place["schema"])
    if place["target"] == "spark":
        return SparkStore(Path(place["warehouse"]), place["schema"])
    return DuckDBStore(Path(place["database"]))
