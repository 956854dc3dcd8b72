"""Strict reading and appending of the configuration seeds (`seeds/cfg_*.csv`)."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path

from segments.durable import write_durably
from segments.errors import InputRefused


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the configuration, with the place and what to do about it."""

    file: str
    line: int | None
    column: str | None
    what: str
    fix: str

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.what}. Fix: {self.fix}"


@dataclass(frozen=True)
class SeedRow:
    """One record: `line` is the physical line on which it starts (the header is line 1)."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


@dataclass(frozen=True)
class Seed:
    """One seed file as text; nothing is typed or trimmed."""

    name: str
    path: Path
    header: tuple[str, ...]
    rows: tuple[SeedRow, ...]


def _records(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, line = [], 1
    for record in reader:
        if record:
            records.append((line, record))
        line = reader.line_num + 1
    return records


def read_seed(path: Path) -> tuple[Seed, list[Problem]]:
    """One seed and every structural problem in it; a broken row is left out of the seed."""
    file = f"seeds/{path.name}"
    empty = Seed(path.stem, path, (), ())
    try:
        text = path.read_bytes().decode("utf-8-sig")
        records = _records(text)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return empty, [Problem(file, line, None, "not UTF-8", "save the file as UTF-8")]
    except csv.Error as error:
        return empty, [Problem(file, None, None, f"not CSV ({error})", "mend the quotes")]
    if not records:
        return empty, [Problem(file, 1, None, "no header", "write the header of the seed")]

    problems: list[Problem] = []
    header = tuple(records[0][1])
    for name in sorted({name for name in header if header.count(name) > 1}):
        problems.append(Problem(file, 1, name, "stands twice in the header", "keep one of them"))
    rows = []
    for line, record in records[1:]:
        if len(record) != len(header):
            what = f"{len(record)} fields where the header has {len(header)}"
            fix = "add or remove commas, or quote a field that holds one"
            problems.append(Problem(file, line, None, what, fix))
            continue
        for name, value in zip(header, record, strict=True):
            if value != value.strip():
                what = f"'{value}' starts or ends with a blank"
                problems.append(Problem(file, line, name, what, "remove the blank"))
        rows.append(SeedRow(line, dict(zip(header, record, strict=True))))
    return Seed(path.stem, path, header, tuple(rows)), problems


def read_seeds(seeds_dir: Path) -> tuple[dict[str, Seed], list[Problem]]:
    """Every `*.csv` of the folder by name, with all structural problems."""
    seeds: dict[str, Seed] = {}
    problems: list[Problem] = []
    for path in sorted(seeds_dir.glob("*.csv")):
        seed, found = read_seed(path)
        seeds[seed.name] = seed
        problems += found
    return seeds, problems


def load_seeds(seeds_dir: Path) -> dict[str, Seed]:
    """Every seed by name. Raises InputRefused when one cannot be read strictly."""
    seeds, problems = read_seeds(seeds_dir)
    if problems:
        raise InputRefused("\n".join(map(str, problems)))
    return seeds


def append_row(seed: Seed, values: dict[str, str]) -> None:
    """Add one record to the file, whole or not at all; columns not given stay empty.

    Raises InputRefused when `values` names a column that the seed does not have.
    """
    unknown = sorted(set(values) - set(seed.header))
    if unknown:
        raise InputRefused(
            f"seeds/{seed.path.name}, line 1: no column {', '.join(unknown)}. "
            "Fix: restore the header of the seed"
        )
    text = seed.path.read_bytes().decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += newline
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=newline).writerow([values.get(c, "") for c in seed.header])
    mode = os.stat(seed.path).st_mode & 0o777
    write_durably(seed.path, (text + out.getvalue()).encode("utf-8"), mode=mode)
