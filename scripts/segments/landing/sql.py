"""The few pieces of SQL text that landing builds of its own: names, paths, engine faults.

Values are written as literals, because the first bound parameter of a process makes the DuckDB
client import pandas where it is installed, and that takes longer than landing the demo tenant.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from segments.contracts.model import Entity
from segments.errors import InfrastructureFailed, InputRefused, SegmentsError
from segments.sql_text import literal, quoted


def table_name(entity: Entity) -> str:
    """The table that landing writes for an entity or a raw table."""
    return f"{entity.schema}.{quoted(entity.name)}"


def literal_path(path: Path) -> str:
    """A path as SQL text that DuckDB does not expand as a pattern."""
    return literal("".join(f"[{char}]" if char in "*?[" else char for char in str(path)))


def engine_fault(file_name: str, error: duckdb.Error) -> SegmentsError:
    """An engine error as ours: memory and disk are infrastructure, all else is the file."""
    text = str(error).splitlines()[0]
    if isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error):
        return InfrastructureFailed(f"{file_name}: {text}")
    return InputRefused(f"{file_name}: cannot be read ({text}); export it again")
