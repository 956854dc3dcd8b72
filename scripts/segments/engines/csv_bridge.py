"""Tables between DuckDB and PostgreSQL as CSV, which both read and write to the last digit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb

from segments.errors import InfrastructureFailed
from segments.landing.sql import literal_path
from segments.sql_text import quoted

POSTGRES_TYPES = {
    "VARCHAR": "text",
    "DOUBLE": "double precision",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
DUCKDB_TYPES = {
    "text": "varchar",
    "character varying": "varchar",
    "double precision": "double",
    "bigint": "bigint",
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "timestamp without time zone": "timestamp",
}
_DECIMAL = re.compile(r"^(?:DECIMAL|numeric)\((\d+),\s*(\d+)\)$")
Columns = list[tuple[str, str]]


def _translated(kinds: dict[str, str], columns: Columns, where: str) -> Columns:
    found = []
    for name, kind in columns:
        exact = _DECIMAL.match(kind)
        other = f"decimal({exact[1]}, {exact[2]})" if exact else kinds.get(kind)
        if other is None:
            raise InfrastructureFailed(
                f"{where}, column {name}: type {kind} has no counterpart on the other engine. "
                "Fix: cast the column in its model to text, a double, a decimal with its digits, "
                "a whole number, a boolean, a date or a timestamp without time zone"
            )
        found.append((name, other))
    return found


def _declared(columns: Columns) -> str:
    return ", ".join(f"{quoted(name)} {kind}" for name, kind in columns)


def duckdb_columns(connection: duckdb.DuckDBPyConnection, table: str) -> Columns:
    return [(row[0], row[1]) for row in connection.execute(f"describe {table}").fetchall()]


def postgres_columns(cursor: Any, schema: str, table: str) -> Columns:
    """Names and types in order, decimals with their digits."""
    cursor.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum",
        [f"{quoted(schema)}.{quoted(table)}"],
    )
    return cursor.fetchall()


def to_csv(connection: duckdb.DuckDBPyConnection, table: str, file: Path) -> None:
    """Null is nothing at all, an empty text is a pair of quotes."""
    connection.execute(
        f"copy (from {table}) to {literal_path(file)} (format csv, header false, force_quote *)"
    )


def create_in_postgres(cursor: Any, columns: Columns, target: str) -> None:
    """A table for DuckDB's columns, their names in lower case: models name them without quotes,
    which means lower case to PostgreSQL and any case to DuckDB."""
    kinds = _translated(POSTGRES_TYPES, [(name.lower(), kind) for name, kind in columns], target)
    cursor.execute(f"create table {target} ({_declared(kinds)})")


def copy_into_postgres(cursor: Any, file: Path, target: str, *, frozen: bool = False) -> None:
    """Append the rows. `frozen` rows are seen by snapshots older than they are: for tables made
    in the same transaction that readers come to by a name that moves later."""
    freeze = ", freeze true" if frozen else ""
    with file.open("rb") as rows:
        cursor.copy_expert(f"copy {target} from stdin (format csv{freeze})", rows)


def from_postgres(
    cursor: Any,
    connection: duckdb.DuckDBPyConnection,
    place: tuple[str, str],
    target: str,
    file: Path,
) -> None:
    """Make `target` in DuckDB of a table of PostgreSQL, with its rows."""
    columns = postgres_columns(cursor, *place)
    source = f"{quoted(place[0])}.{quoted(place[1])}"
    kinds = _translated(DUCKDB_TYPES, columns, source)
    with file.open("wb") as rows:
        cursor.copy_expert(f"copy {source} to stdout (format csv, force_quote *)", rows)
    connection.execute(f"create or replace table {target} ({_declared(kinds)})")
    connection.execute(
        f"copy {target} from {literal_path(file)}"
        " (format csv, header false, auto_detect false, new_line '\\n', delimiter ',', quote '\"',"
        " escape '\"', nullstr '', allow_quoted_nulls false, parallel false,"
        " max_line_size 67108864)"
    )
