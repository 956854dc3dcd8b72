"""The project's own SQL on a tenant in memory, without dbt's start-up for each tenant.

dbt compiles the models once; `ModelRunner` then runs the compiled statements, in the order of the
manifest, on an in-memory DuckDB whose catalog has the name that dbt compiled for.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb

from segments.contracts import load_input_entities

CATALOG = "segments"
LANDED_EXTRAS = {"record_number": "bigint", "line_number": "bigint"}


def _ordered_models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    models = {k: n for k, n in manifest["nodes"].items() if n["resource_type"] == "model"}
    ordered: dict[str, dict[str, Any]] = {}

    def visit(unique_id: str) -> None:
        if unique_id in ordered or unique_id not in models:
            return
        for parent in models[unique_id]["depends_on"]["nodes"]:
            visit(parent)
        ordered[unique_id] = models[unique_id]

    for unique_id in sorted(models):
        visit(unique_id)
    return list(ordered.values())


class ModelRunner:
    """Runs every model on one tenant after another; `query` reads what came out."""

    def __init__(self, project: Path, target: Path, history_tables: dict[str, str]) -> None:
        self.project = project
        manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
        self.models = _ordered_models(manifest)
        seeds = [n for n in manifest["nodes"].values() if n["resource_type"] == "seed"]
        entities = load_input_entities(project / "contracts").values()
        self.landed_columns = {e.name: [c.name for c in e.landed_columns] for e in entities}
        # Small tenants are done faster by one thread, and other tests have the other cores.
        self.connection = duckdb.connect(":memory:", config={"threads": 1})
        self.connection.execute(f"attach ':memory:' as {CATALOG}")
        self.connection.execute(f"use {CATALOG}")
        schemas = {node["schema"] for node in [*self.models, *seeds]} | {"landed", "history"}
        for schema in sorted(schemas):
            self.connection.execute(f"create schema if not exists {schema}")
        for name, columns in history_tables.items():
            self.connection.execute(f"create table history.{name} ({columns})")
        self.seeds = {seed["name"]: seed for seed in seeds}
        for name in self.seeds:
            self.load_seed(name)

    def load_seed(self, name: str, rows: list[dict[str, str]] | None = None) -> None:
        """Write a seed with its declared types: the shipped rows, or the rows given."""
        types = self.seeds[name]["config"]["column_types"]
        path = self.project / "seeds" / f"{name}.csv"
        if rows is None:
            with path.open(encoding="utf-8", newline="") as handle:
                rows = list(csv.DictReader(handle))
        columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        self.connection.execute(f"create or replace table config.{name} ({columns})")
        if rows:
            self._insert(f"config.{name}", list(types), rows)

    def set_params(self, **values: object) -> None:
        """Change settings of cfg_params until it is loaded again."""
        for param, value in values.items():
            self.connection.execute(
                "update config.cfg_params set value = ? where param = ?", [str(value), param]
            )

    def _insert(self, table: str, columns: list[str], rows: list[dict[str, Any]]) -> None:
        marks = ", ".join("?" for _ in columns)
        self.connection.executemany(
            f"insert into {table} values ({marks})",
            [[row.get(column) or None for column in columns] for row in rows],
        )

    def land(
        self,
        rows: dict[str, list[dict[str, str | None]]],
        as_of: date,
        extracted_at: datetime | None = None,
        scoring_run_id: str = "run",
        delivered: set[str] | None = None,
    ) -> None:
        """Write the landed tables of a tenant and its run context.

        Delivered are the entities that `rows` names, unless `delivered` says which.
        """
        for entity, columns in self.landed_columns.items():
            entity_rows = rows.get(entity, [])
            typed = ", ".join(f"{name} varchar" for name in columns)
            extras = ", ".join(f"{name} {kind}" for name, kind in LANDED_EXTRAS.items())
            self.connection.execute(f"create or replace table landed.{entity} ({typed}, {extras})")
            numbered = [
                row | {"record_number": n, "line_number": n + 1}
                for n, row in enumerate(entity_rows, 1)
            ]
            if numbered:
                self._insert(f"landed.{entity}", [*columns, *LANDED_EXTRAS], numbered)
        self.connection.execute(
            """
            create or replace table landed.rejects (
                source_name varchar, entity varchar, file_name varchar, record_number bigint,
                line_number bigint, reason_code varchar, raw_text varchar
            )
            """
        )
        self.connection.execute(
            "create or replace table landed.files (source_name varchar, entity varchar, "
            "file_name varchar, is_delivered boolean, counted_record_count bigint)"
        )
        self.connection.execute(
            "create or replace table landed.feeds (source_system varchar, entity varchar, "
            "landed_entity varchar, file_name varchar, counted_record_count bigint)"
        )
        delivered = set(rows) if delivered is None else delivered
        self.connection.executemany(
            "insert into landed.files (entity, is_delivered) values (?, ?)",
            [(entity, entity in delivered) for entity in self.landed_columns],
        )
        self.set_run(as_of, extracted_at, scoring_run_id)

    def set_run(
        self, as_of: date, extracted_at: datetime | None = None, scoring_run_id: str = "run"
    ) -> None:
        """Write the run context: the day, and the moment after which a date is a fault."""
        self.connection.execute(
            "create or replace table landed.run_artifacts (artifact varchar, artifact_hash varchar)"
        )
        moment = extracted_at or datetime.combine(as_of, time.max)
        self.connection.execute(
            """
            create or replace table landed.run_context as
            select
                cast(? as date) as as_of_date, cast(? as timestamp) as extracted_at,
                'input' as input_hash, 'model' as model_hash, ? as scoring_run_id,
                'publication' as publish_key, cast(1 as bigint) as publish_sequence
            """,
            [as_of, moment, scoring_run_id],
        )

    def build(self, only: Iterable[str] | None = None) -> None:
        """Run every model in order, or only the named ones."""
        wanted = None if only is None else set(only)
        for model in self.models:
            if wanted is None or model["name"] in wanted:
                relation = f"{model['schema']}.{model['name']}"
                self.connection.execute(
                    f"create or replace table {relation} as {model['compiled_code']}"
                )

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def records(self, sql: str) -> list[dict[str, Any]]:
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
