"""The tables of schema `landed` beside the entities: what was delivered, what was rejected."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple

import duckdb

from segments.contracts.model import Entity
from segments.landing.facts import LandedFile, Reject
from segments.landing.sql import literal, quoted, table_name

FILES_SYSTEM = "files"
"""The system whose extracts are the governed entities themselves."""

FILE_COLUMNS = """
    source_name varchar, entity varchar, file_name varchar, file_format varchar,
    file_sha256 varchar, byte_count bigint, is_delivered boolean, declared_record_count bigint,
    counted_record_count bigint, landed_record_count bigint, rejected_record_count bigint,
    note varchar
"""
FEED_COLUMNS = """
    source_system varchar, entity varchar, landed_entity varchar, file_name varchar,
    counted_record_count bigint
"""
REJECT_COLUMNS = """
    source_name varchar, entity varchar, file_name varchar, record_number bigint,
    line_number bigint, reason_code varchar, raw_text varchar
"""
REJECT_JSON = json.dumps(
    [
        {
            "record_number": "bigint",
            "line_number": "bigint",
            "reason_code": "varchar",
            "raw_text": "varchar",
        }
    ]
)
WITHHELD = "[withheld: the record holds columns that are never stored; see the delivered file]"


def create_empty_entity(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """The table of an entity that was not delivered: same shape, no rows."""
    columns = ", ".join(f"{quoted(column.name)} varchar" for column in entity.landed_columns)
    connection.execute(
        f"create or replace table {table_name(entity)} "
        f"({columns}, record_number bigint, line_number bigint)"
    )


def _raw_text(entity: Entity, reject: Reject) -> str:
    """The record as text; bytes that are not UTF-8 are shown as escapes.

    A bad record does not tell which of its fields is which, so where the contract drops a column
    the whole text is withheld.
    """
    if len(entity.landed_columns) < len(entity.columns):
        return WITHHELD
    return reject.raw.decode("utf-8", errors="backslashreplace")


def write_files(connection: duckdb.DuckDBPyConnection, files: Sequence[LandedFile]) -> None:
    """One row per input entity, in contract order."""
    connection.execute(f"create or replace table landed.files ({FILE_COLUMNS})")
    if files:
        rows = ", ".join(f"({', '.join(map(literal, astuple(file)))})" for file in files)
        connection.execute(f"insert into landed.files values {rows}")


def write_feeds(
    connection: duckdb.DuckDBPyConnection,
    entities: Mapping[str, Entity],
    files: Sequence[LandedFile],
) -> None:
    """One row per delivered file and governed entity that its records become."""
    connection.execute(f"create or replace table landed.feeds ({FEED_COLUMNS})")
    rows = [
        (
            entities[file.entity].source if entities[file.entity].is_raw else FILES_SYSTEM,
            fed,
            file.entity,
            file.file_name,
            file.counted_record_count,
        )
        for file in files
        if file.is_delivered
        for fed in entities[file.entity].fed_entities
    ]
    if rows:
        values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
        connection.execute(f"insert into landed.feeds values {values}")


def write_rejects(
    connection: duckdb.DuckDBPyConnection,
    entities: Mapping[str, Entity],
    files: Sequence[LandedFile],
    rejects: Mapping[str, Sequence[Reject]],
) -> None:
    """One row per structurally bad record, in file order."""
    connection.execute(f"create or replace table landed.rejects ({REJECT_COLUMNS})")
    for file in files:
        found = rejects.get(file.entity, ())
        if not found:
            continue
        rows = [
            {
                "record_number": reject.record_number,
                "line_number": reject.line_number,
                "reason_code": reject.reason_code,
                "raw_text": _raw_text(entities[file.entity], reject),
            }
            for reject in found
        ]
        # One document, not one insert per row: a file can be bad on every line.
        connection.execute(
            f"""
            insert into landed.rejects
            select
                {literal(file.source_name)}, {literal(file.entity)}, {literal(file.file_name)},
                unnest(from_json({literal(json.dumps(rows))}, '{REJECT_JSON}'), recursive := true)
            """
        )
