"""Names and values as SQL text, quoted."""

from __future__ import annotations


def quoted(name: str) -> str:
    """A DuckDB identifier in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | int | bool | None) -> str:
    """A value as SQL text. A NUL character, which SQL text cannot hold, is shown as an escape."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("\0", "\\0").replace("'", "''") + "'"
    return str(value).lower()
