"""Spark: models are built in databases of one catalog, inside the dbt process of the run.

Tables are Parquet files below one warehouse folder. What was landed is written there by DuckDB, and
what was built is read from there by DuckDB; Spark itself is spoken to through dbt, because an
embedded catalog serves one process at a time.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import duckdb

from segments.candidate import open_candidate
from segments.connectors.environment import dbt_environment, spark_places
from segments.engines.engine import Engine
from segments.engines.spark_publication import LOG, Publication
from segments.errors import InfrastructureFailed, PublishFailed
from segments.gates import run_dbt
from segments.history import TABLES, history_file, keys_without_files, write_history
from segments.landing.sql import literal_path
from segments.pointer import Version
from segments.settings import Settings
from segments.sql_text import quoted
from segments.workers import Worker

JAVA = 17


def check_java() -> None:
    """Raises InfrastructureFailed where Spark would not find the Java that it needs."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    found = None
    if java and Path(java).exists():
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
        version = re.search(r'version "(\d+)', told.stderr + told.stdout)
        found = version[1] if version else None
    if found is None or int(found) < JAVA:
        raise InfrastructureFailed(
            f"Spark needs Java {JAVA}; found {f'Java {found}' if found else 'none'}. Fix: install "
            f"the system package openjdk-{JAVA}-jre-headless, or set JAVA_HOME"
        )


class SparkEngine(Engine):
    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.warehouse = Path(spark_places(settings)["SEGMENTS_SPARK_WAREHOUSE"])
        self.publication = Publication(settings.warehouse_schema)
        self._own_worker: Worker | None = None

    def open(self) -> None:
        check_java()

    def close(self) -> None:
        if self._own_worker is not None:
            self._own_worker.kill()

    def _worker(self) -> Worker:
        """The run's dbt process, or one of our own where no run is on."""
        if self.dbt is None:
            log_file = self.settings.build_dir / "logs" / "dbt.log"
            environment = dbt_environment(self.settings)
            self.dbt = self._own_worker = Worker(
                "dbt", "segments.dbt_worker", self.settings.project_dir, log_file, environment
            )
        self.dbt.wait_ready(self.settings.ready_timeout_seconds)
        return self.dbt

    def _run(self, statements: Iterable[str], doing: str) -> None:
        arguments = json.dumps({"statements": list(statements)})
        run_dbt(
            self._worker(),
            ["run-operation", "run_statements", "--args", arguments, "--profiles-dir", "."],
            self.settings.build_timeout_seconds,
            doing,
        )

    def _folder(self, database: str) -> Path:
        return self.warehouse / f"{database}.db"

    def _files(self, database: str, table: str) -> str:
        return literal_path(self._folder(database) / table / "*.parquet").replace("[*]", "*")

    def _tables(self, database: str) -> list[str]:
        folder = self._folder(database)
        return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []

    def _log(self) -> list[tuple[int, str, str]]:
        """Number, version and publish key of every publication, oldest first."""
        if not any((self._folder(self.publication.rows) / LOG).glob("*.parquet")):
            return []
        with duckdb.connect() as connection:
            files = self._files(self.publication.rows, LOG)
            return connection.execute(
                "select publication_number, version_name, publish_key "
                f"from read_parquet({files}) order by 1"
            ).fetchall()

    def published_keys(self) -> set[str]:
        keys = {key for _, _, key in self._log()}
        missing = keys_without_files(self.settings.history_dir, keys)
        if missing:
            self._pull_history(missing)
        return keys

    def _pull_history(self, keys: Collection[str]) -> None:
        rows = self._folder(self.publication.rows)
        with duckdb.connect() as connection:
            for table, columns in TABLES.items():
                kinds = ", ".join(f"{name} {kind}" for name, kind in columns.items())
                connection.execute(f"create table added_{table} ({kinds})")
                files = literal_path(rows / table / "*" / "*.parquet").replace("[*]", "*")
                connection.execute(
                    f"insert into added_{table} select {', '.join(columns)} "
                    f"from read_parquet({files}, hive_partitioning = true)"
                )
            for key in keys:
                write_history(connection, self.settings.history_dir, key)

    def current_name(self) -> str | None:
        log = self._log()
        return log[-1][1] if log else None

    def serves(self, version_name: str) -> bool:
        return self.current_name() == version_name

    def load(self) -> None:
        folder = self.settings.build_dir / "spark"
        shutil.rmtree(folder, ignore_errors=True)
        statements = []
        with open_candidate(self.settings, read_only=True) as connection:
            connection.execute("set timezone = 'UTC'")
            for schema, table, columns in _landed(connection):
                database = self.publication.own(schema)
                place = folder / schema / table
                place.mkdir(mode=0o700, parents=True)
                connection.execute(
                    f"copy (select {columns} from {schema}.{quoted(table)}) "
                    f"to {literal_path(place / 'rows.parquet')} (format parquet)"
                )
                statements += [
                    f"create database if not exists {database}",
                    f"drop table if exists {database}.{table}",
                    f"create table {database}.{table} using parquet location '{place}'",
                ]
        was_published = {self.publication.version(name) for _, name, _ in self._log()}
        statements += [
            f"drop database {database} cascade"
            for database in self._versions()
            if database not in was_published
        ]
        statements += self.publication.prepare()
        self._run(dict.fromkeys(statements), "loading what was landed")

    def _versions(self) -> list[str]:
        """Databases of versions, oldest first."""
        pattern = f"{self.publication.own('v_')}*.db"
        return sorted(path.name.removesuffix(".db") for path in self.warehouse.glob(pattern))

    def _fetch(self, schema: str, tables: Collection[str] | None) -> None:
        database = self.publication.own(schema)
        with open_candidate(self.settings) as connection:
            connection.execute(f"create schema if not exists {schema}")
            for table in tables or self._tables(database):
                target = f"{schema}.{quoted(table)}"
                files = self._files(database, table)
                connection.execute(
                    f"create or replace table {target} as from read_parquet({files})"
                )

    def fetch_quarantine(self) -> None:
        self._fetch("core", ["core_quarantine"])

    def fetch_marts(self) -> None:
        self._fetch("marts", None)

    def contract_place(self) -> dict[str, Any]:
        return {
            "target": "spark",
            "warehouse": str(self.warehouse),
            "schema": self.settings.warehouse_schema,
        }

    def stage(self, version_name: str) -> None:
        tables = self._tables(self.publication.own("marts"))
        self._run(self.publication.stage(version_name, tables), "keeping the new version")
        database = self.publication.version(version_name)
        with open_candidate(self.settings, read_only=True) as connection:
            for table in tables:
                built = f"marts.{quoted(table)}"
                kept = f"read_parquet({self._files(database, table)})"
                row = connection.execute(
                    f"select count(*) from ((from {built} except all from {kept})"
                    f" union all (from {kept} except all from {built}))"
                ).fetchone()
                if row != (0,):
                    raise PublishFailed(
                        f"version {database} differs from the candidate in {table}; the last "
                        "version goes on serving"
                    )

    def _marts(self, version_name: str) -> dict[str, list[str]]:
        """Columns of each mart of a version."""
        database = self.publication.version(version_name)
        with duckdb.connect() as connection:
            return {
                table: [
                    row[0]
                    for row in connection.execute(
                        f"describe from read_parquet({self._files(database, table)})"
                    ).fetchall()
                ]
                for table in self._tables(database)
            }

    def make_current(self, version: Version) -> None:
        log, folder = self._log(), self.settings.history_dir
        new = (version.name, self._marts(version.name))
        if not new[1]:
            raise PublishFailed(f"version {version.name} is not kept in the warehouse any more")
        old = (log[-1][1], self._marts(log[-1][1])) if log else None
        publication = self.publication
        statements = []
        if version.publish_key not in {key for _, _, key in log}:
            files = {table: history_file(folder, table, version.publish_key) for table in TABLES}
            statements += publication.remember(version, files)
        statements += publication.widen(old, new)
        statements += publication.move(version, log[-1][0] + 1 if log else 1)
        statements += publication.narrow(old, new)
        self._run(statements, "publishing")

    def prune(self, keep: int) -> None:
        versions, current = self._versions(), self.current_name()
        kept = {*versions[-keep:], *([self.publication.version(current)] if current else [])}
        gone = [f"drop database {name} cascade" for name in versions if name not in kept]
        if gone:
            self._run(gone, "removing old versions")


def _landed(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Schema, table and select list of everything landed; moments as Spark keeps them, in UTC."""
    return connection.execute(
        """
        select table_schema, table_name, string_agg(
            case when data_type = 'TIMESTAMP' then
                'cast("' || column_name || '" as timestamptz) as "' || column_name || '"'
            else '"' || column_name || '"' end, ', ' order by ordinal_position)
        from information_schema.columns
        where table_catalog = 'segments'
            and (table_schema = 'landed' or table_schema like 'landed\\_%' escape '\\')
        group by all order by all
        """
    ).fetchall()
