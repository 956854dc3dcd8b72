"""Core and marts of a run with every row twice and every second text spoiled: most rules break."""

from __future__ import annotations

from pathlib import Path

import duckdb

from segments.contracts.documents import ContractTable, suite_tables

PREFIX = "spoiled"
SCHEMAS = ("core", "marts")


def governed_tables(contracts: Path) -> list[ContractTable]:
    return [t for marts in (False, True) for t in suite_tables(contracts, marts=marts)]


def spoil(connection: duckdb.DuckDBPyConnection, candidate: Path, contracts: Path) -> None:
    """Fill an empty database with the spoiled tables."""
    connection.execute(f"attach '{candidate}' as built (read_only)")
    for schema in SCHEMAS:
        connection.execute(f"create schema {schema}")
    for table in governed_tables(contracts):
        name = table.object_name
        connection.execute(f"create table {name} as from built.{name}")
        connection.execute(f"insert into {name} from built.{name}")
        for column in table.columns:
            if column.logical_type == "string" and column.name not in table.entity.keys:
                connection.execute(
                    f"update {name} set {column.name} = '~' || {column.name} "
                    f"where length({column.name}) % 2 = 0"
                )
    connection.execute("detach built")
