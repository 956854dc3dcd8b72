"""A Parquet extract as the same all-text table, reconciled with the row count of its footer."""

from __future__ import annotations

import duckdb

from segments.contracts.model import Entity
from segments.errors import InputRefused
from segments.landing.csv_reader import check_not_header_only
from segments.landing.facts import ReadResult, StoredFile
from segments.landing.header_gate import check_header
from segments.landing.sql import engine_fault, literal_path, quoted, table_name

NESTED_OR_BINARY = ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "INTERVAL", "GEOMETRY", "VARIANT")
INEXACT = ("FLOAT", "DOUBLE")


def _top_level_names(connection: duckdb.DuckDBPyConnection, path: str) -> tuple[str, ...]:
    """Column names as the file has them, in order; the engine renames those that stand twice."""
    elements = connection.execute(
        f"select name, coalesce(num_children, 0) from parquet_schema({path})"
    ).fetchall()
    names, below = [], 0
    for name, children in elements[1:]:
        if below == 0:
            names.append(name)
        else:
            below -= 1
        below += children
    return tuple(names)


def _as_text(column: str, type_name: str) -> str:
    """A typed column as the text a CSV would hold. Instants are written in UTC."""
    if type_name == "TIMESTAMP WITH TIME ZONE":
        # Through the epoch, so that neither the session's time zone nor the ICU extension counts.
        return f"replace(make_timestamp(epoch_us({column}))::varchar, ' ', 'T') || '+00:00'"
    if type_name.startswith("TIMESTAMP"):
        return f"replace({column}::varchar, ' ', 'T')"
    return f"nullif({column}::varchar, '')"


def _check_types(file_name: str, types: dict[str, str], entity: Entity) -> tuple[str, ...]:
    """Notes on inexact numbers. Raises InputRefused for a type that has no one text."""
    landed = {column.name: types[column.name] for column in entity.landed_columns}
    for name, type_name in landed.items():
        if type_name.startswith(NESTED_OR_BINARY) or type_name.endswith("]"):
            raise InputRefused(
                f"{file_name}, column {name}: type {type_name} is nested or binary and has no one "
                "text; write it as a string, number, date or timestamp"
            )
    inexact = [name for name, type_name in landed.items() if type_name in INEXACT]
    if not inexact:
        return ()
    return (f"floating-point columns are not exact, send decimals: {', '.join(inexact)}",)


def _refuse_nul(connection: duckdb.DuckDBPyConnection, file_name: str, entity: Entity) -> None:
    for column in entity.landed_columns:
        found = connection.execute(
            f"select min(record_number) from {table_name(entity)} "
            f"where contains({quoted(column.name)}, chr(0))"
        ).fetchone()
        if found and found[0] is not None:
            raise InputRefused(
                f"{file_name}, record {found[0]}, column {column.name}: NUL byte in text; "
                "export it again"
            )


def read_parquet_extract(
    connection: duckdb.DuckDBPyConnection, stored: StoredFile, file_name: str, entity: Entity
) -> ReadResult:
    """Gates one stored Parquet file and writes `landed.<entity>`; nothing is ever rejected.

    Raises InputRefused for a damaged file, names or types outside the contract, or a row count
    that differs from the footer's; InfrastructureFailed for memory or disk.
    """
    path = literal_path(stored.path)
    table = table_name(entity)
    source = f"read_parquet({path}, hive_partitioning = false, file_row_number = true)"
    try:
        (footer_rows,) = connection.execute(
            f"select num_rows from parquet_file_metadata({path})"
        ).fetchone() or (0,)
        names = _top_level_names(connection, path)
        notes = check_header(names, entity, file_name)
        described = connection.execute(f"describe select * from {source}").fetchall()
        engine_names = dict(zip(names, (row[0] for row in described), strict=False))
        types = dict(zip(names, (row[1] for row in described), strict=False))
        notes += _check_types(file_name, types, entity)
        check_not_header_only(file_name, entity, footer_rows)
        selected = ", ".join(
            f"{_as_text(quoted(engine_names[name]), types[name])} as {quoted(name)}"
            for name in (column.name for column in entity.landed_columns)
        )
        connection.execute(
            f"create or replace table {table} as select {selected}, "
            f"file_row_number + 1 as record_number, null::bigint as line_number from {source}"
        )
        (landed,) = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
        _refuse_nul(connection, file_name, entity)
    except duckdb.Error as error:
        raise engine_fault(file_name, error) from error
    if landed != footer_rows:
        raise InputRefused(
            f"{file_name}: {landed:,} rows read, the footer says {footer_rows:,}; the file is "
            "damaged, export it again"
        )
    return ReadResult(footer_rows, landed, (), notes)
