"""The names of a file's columns against the contract's. Values go by name, never by place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from segments.contracts.model import Entity
from segments.errors import InputRefused
from segments.landing.byte_gate import UTF8_BOM
from segments.landing.facts import MAX_RECORD_BYTES

OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_csv_header(path: Path, file_name: str) -> tuple[str, ...]:
    """The names in the first record. Raises InputRefused when line 1 is no readable record."""
    with path.open("rb") as handle:
        if handle.read(len(UTF8_BOM)) != UTF8_BOM:
            handle.seek(0)
        head = handle.read(MAX_RECORD_BYTES)
    lines = io.StringIO(head.decode("latin-1"), newline="\n")
    try:
        names = next(csv.reader(lines, strict=True), [])
        decoded = tuple(name.encode("latin-1").decode("utf-8") for name in names)
    except csv.Error as error:
        raise InputRefused(f"{file_name}, line 1: the header cannot be read ({error})") from error
    except UnicodeDecodeError as error:
        raise InputRefused(
            f"{file_name}, line 1: the header is not UTF-8; export the file as UTF-8"
        ) from error
    if not any(name.strip() for name in decoded):
        raise InputRefused(f"{file_name}, line 1: empty; the header must be the first line")
    return decoded


def _hint(missing: list[str], found: tuple[str, ...]) -> str:
    """What most likely went wrong, as a sentence, or nothing."""
    if len(found) == 1:
        for delimiter, word in OTHER_DELIMITERS.items():
            if delimiter in found[0]:
                return f" It seems to be separated by {word}; export it with commas."
    plain = {name.strip().lower(): name for name in found}
    close = [f"'{plain[name]}' for {name}" for name in missing if name in plain]
    if close:
        return f" Case and spaces count: {', '.join(close)}."
    return " Deliver the missing columns, or agree a new version of the contract."


def check_header(found: tuple[str, ...], entity: Entity, file_name: str) -> tuple[str, ...]:
    """Notes on what was accepted: extra columns, another order, columns that are dropped.

    Raises InputRefused for a name that stands twice, a missing column, or an extra column where
    the contract refuses those. A column the contract drops may be absent: it is never stored.
    """
    where = f"{file_name}, line 1" if not file_name.endswith(".parquet") else f"{file_name}, schema"
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        places = ", ".join(
            f"'{name}' in columns "
            + " and ".join(str(place) for place, other in enumerate(found, 1) if other == name)
            for name in twice
        )
        raise InputRefused(f"{where}: a name stands twice: {places}; give each column one name")
    expected = [column.name for column in entity.columns]
    missing = [column.name for column in entity.landed_columns if column.name not in found]
    if missing:
        raise InputRefused(
            f"{where}: columns are missing: {', '.join(missing)}. "
            f"Expected: {', '.join(expected)}. Found: {', '.join(found)}.{_hint(missing, found)}"
        )
    notes = []
    extra = [name for name in found if name not in expected]
    if extra:
        listed = ", ".join(f"'{name}'" for name in extra)
        if entity.custom.get("additionalColumns") == "refuse":
            raise InputRefused(
                f"{where}: columns the contract does not know: {listed}. "
                f"Expected: {', '.join(expected)}. Remove them, or add them to {entity.path.name}"
            )
        notes.append(f"columns the contract does not know were not landed: {listed}")
    known = [name for name in found if name in expected]
    if known != [name for name in expected if name in found]:
        notes.append("columns stand in another order than the contract's; read by name")
    return tuple(notes)
