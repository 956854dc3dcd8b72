"""The canonical input hash: which rows were delivered, whatever their order or file format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import duckdb

from segments.contracts.model import Entity
from segments.landing.facts import Reject
from segments.landing.sql import quoted, table_name

HASH_WORDS = 4


def _rows_digest(connection: duckdb.DuckDBPyConnection, entity: Entity) -> list[str]:
    """Number of rows and, word by word, the sum of their SHA-256.

    A sum does not depend on order and, unlike exclusive or, counts a row that stands twice. Each
    value is written with its length, so no two rows share a text.
    """
    text = ", ".join(
        f"coalesce(strlen({quoted(column.name)}) || ':' || {quoted(column.name)}, '-')"
        for column in entity.landed_columns
    )
    words = ", ".join(
        f"sum(('0x' || substr(row_hash, {1 + 16 * word}, 16))::ubigint::hugeint)"
        for word in range(HASH_WORDS)
    )
    row = connection.execute(
        f"select count(*), {words} "
        f"from (select sha256(concat({text})) as row_hash from {table_name(entity)})"
    ).fetchone()
    return [str(value or 0) for value in row or ()]


def input_hash(
    connection: duckdb.DuckDBPyConnection,
    entities: Mapping[str, Entity],
    rejects: Mapping[str, Sequence[Reject]],
) -> str:
    """64 hex digits over the landed rows, the rejects and which entities were delivered.

    `rejects` has a key for every delivered entity. Order of rows and columns, record and line
    numbers, line ends and file format do not count.
    """
    content = {
        name: {
            "columns": [column.name for column in entities[name].landed_columns],
            "rows": _rows_digest(connection, entities[name]),
            "rejects": sorted(hashlib.sha256(reject.raw).hexdigest() for reject in found),
        }
        for name, found in rejects.items()
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
