"""The few pieces of SQL text that landing builds: names, literals and paths, all quoted.

Values are written as literals, because the first bound parameter of a process makes the DuckDB
client import pandas where it is installed, and that takes longer than landing the demo tenant.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from segments.errors import InfrastructureFailed, InputRefused, SegmentsError


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def table_name(name: str) -> str:
    """An object of the schema `landed`."""
    return f"landed.{quoted(name)}"


def literal(value: str | int | bool | None) -> str:
    """A value as SQL text. A NUL character, which SQL text cannot hold, is shown as an escape."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("\0", "\\0").replace("'", "''") + "'"
    return str(value).lower()


def literal_path(path: Path) -> str:
    """A path as SQL text that DuckDB does not expand as a pattern."""
    return literal("".join(f"[{char}]" if char in "*?[" else char for char in str(path)))


def engine_fault(file_name: str, error: duckdb.Error) -> SegmentsError:
    """An engine error as ours: memory and disk are infrastructure, all else is the file."""
    text = str(error).splitlines()[0]
    if isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error):
        return InfrastructureFailed(f"{file_name}: {text}")
    return InputRefused(f"{file_name}: cannot be read ({text}); export it again")
