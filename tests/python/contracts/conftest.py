"""Small contracts and small DuckDB files, so that each rule can be seen to pass and to fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from segments.contracts.documents import suite_tables
from segments.contracts.expectations import SuiteResult, run_suite
from segments.contracts.stores import DuckDBStore

AS_OF = date(2026, 3, 31)
PROJECT = Path(__file__).parents[3]


@dataclass
class Sandbox:
    """A contracts folder with one contract and one database beside it."""

    folder: Path

    @property
    def contracts(self) -> Path:
        return self.folder / "contracts"

    @property
    def database(self) -> Path:
        return self.folder / "candidate.duckdb"

    def contract(self, schema: list[dict[str, Any]], **top: Any) -> Path:
        """Write the contract `marts` (or another id) with these objects."""
        document = {
            "apiVersion": "v3.1.0",
            "kind": "DataContract",
            "id": "marts",
            "name": "Published marts",
            "version": "1.2.0",
            "status": "active",
            "schema": schema,
            **top,
        }
        return self.text(yaml.safe_dump(document, sort_keys=False))

    def text(self, text: str) -> Path:
        self.contracts.mkdir(exist_ok=True)
        path = self.contracts / "trial.odcs.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def table(self, definition: str, name: str = "marts.trial") -> None:
        """Create `name` from a select; its schema too."""
        self.tables({name: definition})

    def tables(self, definitions: dict[str, str]) -> None:
        with duckdb.connect(str(self.database)) as connection:
            for name, definition in definitions.items():
                connection.execute(f"create schema if not exists {name.split('.')[0]}")
                connection.execute(f"create or replace table {name} as {definition}")

    def run(self, *, marts: bool = True, as_of: date = AS_OF, **options: Any) -> SuiteResult:
        tables = suite_tables(self.contracts, marts=marts)
        return run_suite(DuckDBStore(self.database), tables, as_of, **options)


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path)


@pytest.fixture(scope="session")
def make_sandbox() -> type[Sandbox]:
    return Sandbox


def column(name: str, logical_type: str = "string", **fields: Any) -> dict[str, Any]:
    """One ODCS property."""
    return {"name": name, "logicalType": logical_type, **fields}


def trial(*columns: dict[str, Any], **fields: Any) -> list[dict[str, Any]]:
    """One object `trial` keyed by an integer trial_id, with these columns after the key."""
    key = column("trial_id", "integer", primaryKey=True, primaryKeyPosition=1, required=True)
    return [
        {
            "name": "trial",
            "logicalType": "object",
            "description": "One row per trial.",
            "properties": [key, *columns],
            **fields,
        }
    ]


@pytest.fixture(scope="session")
def build() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The two builders of contract parts: column(...) and trial(...)."""
    return column, trial


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def as_of() -> date:
    return AS_OF
