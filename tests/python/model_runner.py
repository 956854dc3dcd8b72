"""The project's own SQL on a tenant in memory, without dbt's start-up for each tenant.

dbt compiles the models once; `ModelRunner` then runs the compiled statements, in the order of the
manifest, on an in-memory DuckDB whose catalog has the name that dbt compiled for.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb

from segments.contracts import load_input_entities

CATALOG = "segments"
LANDED_EXTRAS = {"record_number": "bigint", "line_number": "bigint"}
REJECTS = {
    "source_name": "varchar",
    "entity": "varchar",
    "file_name": "varchar",
    "record_number": "bigint",
    "line_number": "bigint",
    "reason_code": "varchar",
    "raw_text": "varchar",
}
FILES = {
    "source_name": "varchar",
    "entity": "varchar",
    "file_name": "varchar",
    "is_delivered": "boolean",
    "counted_record_count": "bigint",
}
FEEDS = {
    "source_system": "varchar",
    "entity": "varchar",
    "landed_entity": "varchar",
    "file_name": "varchar",
    "counted_record_count": "bigint",
}
ARTIFACTS = ("artifact", "artifact_hash")
RUN = {
    "as_of_date": "date",
    "extracted_at": "timestamp",
    "input_hash": "varchar",
    "model_hash": "varchar",
    "scoring_run_id": "varchar",
    "publish_key": "varchar",
    "publish_sequence": "bigint",
}


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
        self._plans: set[str] | None = None
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
        self._fill(f"config.{name}", types, rows)

    def set_params(self, **values: object) -> None:
        """Change settings of cfg_params until it is loaded again."""
        for param, value in values.items():
            self.connection.execute(
                "update config.cfg_params set value = ? where param = ?", [str(value), param]
            )

    def _fill(self, table: str, types: dict[str, str], rows: list[dict[str, Any]]) -> None:
        """Give a table these rows and no others; texts become what the column is."""
        columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
        self.connection.execute(f"create table if not exists {table} ({columns})")
        self.connection.execute(f"truncate {table}")
        if rows:
            values = ", ".join("unnest(?::varchar[])" for _ in types)
            texts = [[row.get(name) or None for row in rows] for name in types]
            names = ", ".join(f'"{name}"' for name in types)
            self.connection.execute(f"insert into {table} ({names}) select {values}", texts)

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
            types = dict.fromkeys(columns, "varchar") | LANDED_EXTRAS
            numbered = [
                row | {"record_number": str(n), "line_number": str(n + 1)}
                for n, row in enumerate(rows.get(entity, []), 1)
            ]
            self._fill(f"landed.{entity}", types, numbered)
        self._fill("landed.rejects", REJECTS, [])
        self._fill("landed.feeds", FEEDS, [])
        delivered = set(rows) if delivered is None else delivered
        said = [
            {"entity": entity, "is_delivered": str(entity in delivered)}
            for entity in self.landed_columns
        ]
        self._fill("landed.files", FILES, said)
        self.set_run(as_of, extracted_at, scoring_run_id)

    def set_run(
        self, as_of: date, extracted_at: datetime | None = None, scoring_run_id: str = "run"
    ) -> None:
        """Write the run context: the day, and the moment after which a date is a fault."""
        self._fill("landed.run_artifacts", dict.fromkeys(ARTIFACTS, "varchar"), [])
        moment = extracted_at or datetime.combine(as_of, time.max)
        run = {
            "as_of_date": as_of.isoformat(),
            "extracted_at": moment.isoformat(),
            "input_hash": "input",
            "model_hash": "model",
            "scoring_run_id": scoring_run_id,
            "publish_key": "publication",
            "publish_sequence": "1",
        }
        self._fill("landed.run_context", RUN, [run])

    def upstream_of(self, names: Iterable[str]) -> set[str]:
        """The named models and all that they read."""
        parents = {m["unique_id"]: m["depends_on"]["nodes"] for m in self.models}
        by_name = {model["name"]: model["unique_id"] for model in self.models}
        waiting, found = [by_name[name] for name in names], set()
        while waiting:
            unique_id = waiting.pop()
            if unique_id in parents and unique_id not in found:
                found.add(unique_id)
                waiting += parents[unique_id]
        return {name for name, unique_id in by_name.items() if unique_id in found}

    def build(self, only: Iterable[str] | None = None) -> None:
        """Run every model in order, or only the named ones."""
        wanted = None if only is None else set(only)
        for model in self.models:
            if wanted is None or model["name"] in wanted:
                relation = f"{model['schema']}.{model['name']}"
                if self._plans is None:
                    statement = f"create or replace table {relation} as {model['compiled_code']}"
                    self.connection.execute(statement)
                else:
                    self._execute_plan(relation, model)

    @contextmanager
    def plans_kept(self) -> Iterator[None]:
        """Plan each model once, for hundreds of tenants so small that planning is all the work.

        The optimizer is off meanwhile: it would tie a plan to the statistics of one tenant.
        """
        self.connection.execute("pragma disable_optimizer")
        self._plans = set()
        yield
        for name in self._plans:
            self.connection.execute(f"deallocate {name}")
        self._plans = None
        self.connection.execute("pragma enable_optimizer")

    def _execute_plan(self, relation: str, model: dict[str, Any]) -> None:
        name = f"plan_of_{model['name']}"
        if name not in self._plans:
            code = model["compiled_code"]
            self.connection.execute(f"create or replace table {relation} as {code} limit 0")
            self.connection.execute(f"prepare {name} as insert into {relation} {code}")
            self._plans.add(name)
        self.connection.execute(f"truncate {relation}")
        self.connection.execute(f"execute {name}")

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def records(self, sql: str) -> list[dict[str, Any]]:
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
