"""Every model on PostgreSQL without the start-up of dbt: what `ModelRunner` is on DuckDB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg2

from conftest import PROJECT
from model_runner import ModelRunner, _ordered_models
from segments import history
from segments.engines.csv_bridge import (
    copy_into_postgres,
    create_in_postgres,
    duckdb_columns,
    to_csv,
)
from segments.parity import Reader
from segments.parity.readers import postgres_reader

PREFIX = "segments_"
# dbt's names of types that PostgreSQL has under another.
TYPES = {"string": "text", "double": "double precision"}


def compiled(target: str, folder: Path) -> Path:
    """A target folder with every model compiled for an engine."""
    dbt = str(Path(sys.executable).with_name("dbt"))
    places = ["--target-path", str(folder / target), "--log-path", str(folder / "logs")]
    environment = {**os.environ, "SEGMENTS_BUILD_DIR": str(folder)}
    compiling = [dbt, "--quiet", "compile", "--target", target, *places]
    subprocess.run(compiling, cwd=PROJECT, env=environment, check=True)
    return folder / target


def duckdb_models(folder: Path) -> ModelRunner:
    tables = {
        table: ", ".join(f"{name} {kind}" for name, kind in columns.items())
        for table, columns in history.TABLES.items()
    }
    return ModelRunner(PROJECT, compiled("duckdb", folder), tables)


class PostgresModels:
    """Runs every model on what a `ModelRunner` has landed, in the database of the environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = json.loads((compiled("postgres", folder) / "manifest.json").read_text("utf-8"))
        self.models = _ordered_models(manifest)
        self.connection = psycopg2.connect("")
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()
        for schema in {model["schema"] for model in self.models}:
            self.cursor.execute(f"create schema {schema}")

    def copy_inputs(self, runner: ModelRunner) -> None:
        """Landed extracts, history and configuration, as DuckDB has them."""
        file = self.folder / "rows.csv"
        for schema in ("landed", "history", "config"):
            self.cursor.execute(f"drop schema if exists {PREFIX}{schema} cascade")
            self.cursor.execute(f"create schema {PREFIX}{schema}")
            names = runner.query(
                f"select table_name from duckdb_tables() where schema_name = '{schema}'"
            )
            for (name,) in names:
                table, target = f"{schema}.{name}", f"{PREFIX}{schema}.{name}"
                create_in_postgres(self.cursor, duckdb_columns(runner.connection, table), target)
                to_csv(runner.connection, table, file)
                copy_into_postgres(self.cursor, file, target)

    def build(self) -> None:
        for model in self.models:
            relation = f"{model['schema']}.{model['name']}"
            self.cursor.execute(f"drop table if exists {relation}")
            if model["config"]["contract"]["enforced"]:
                self._insert(relation, model)
            else:
                self.cursor.execute(f"create table {relation} as {model['compiled_code']}")

    def _insert(self, relation: str, model: dict[str, Any]) -> None:
        types = {
            name: TYPES.get(column["data_type"], column["data_type"])
            for name, column in model["columns"].items()
        }
        declared = ", ".join(f"{name} {kind}" for name, kind in types.items())
        names = ", ".join(types)
        self.cursor.execute(f"create table {relation} ({declared})")
        self.cursor.execute(
            f"insert into {relation} ({names}) select {names} from ({model['compiled_code']}) as q"
        )

    def reader(self) -> Reader:
        return postgres_reader(self.connection, f"{PREFIX}marts")
