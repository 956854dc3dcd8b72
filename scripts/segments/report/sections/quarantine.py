"""Refused rows by file and reason, with what mends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from segments.report import figures, words
from segments.report.figures import Figure
from segments.report.tables import Row, Tables

REASONS_SHOWN = 20
OPEN_MOST = 3


@dataclass(frozen=True)
class RefusedReason:
    reason: str
    remedy: str
    rows: Figure
    first_line: Figure


@dataclass(frozen=True)
class RefusedFile:
    label: str
    source: str
    total: Figure
    noun: str
    width: str
    reasons: list[RefusedReason]
    left_out: int
    is_open: bool


@dataclass(frozen=True)
class QuarantineView:
    files: list[RefusedFile]
    total: Figure


def _reason(row: Row) -> RefusedReason:
    refusal = words.refusal(row["first_reason"])
    return RefusedReason(
        reason=refusal.text,
        remedy=refusal.remedy,
        rows=row.figure("row_count", figures.count),
        first_line=row.figure("first_line", figures.count, "the file has no lines"),
    )


def _file(rows: Sequence[Row], tables: Tables, most: int, is_open: bool) -> RefusedFile:
    """`finance/contract_lines.csv` as contract lines of the finance extract."""
    entity, file_name = rows[0]["entity"], rows[0]["file_name"]
    source, _, name = (file_name or "").rpartition("/")
    kind = name.rpartition(".")[2].upper() if "." in name else ""
    size = sum(row["row_count"] for row in rows)
    return RefusedFile(
        label=words.words(words.ENTITIES, entity),
        source=", ".join(part for part in (words.spaced(source), kind) if part),
        total=tables.count("refused", entity=entity, file_name=file_name),
        noun="row" if size == 1 else "rows",
        width=figures.bar_width(size, most),
        reasons=[_reason(row) for row in rows[:REASONS_SHOWN]],
        left_out=max(0, len(rows) - REASONS_SHOWN),
        is_open=is_open,
    )


def build(tables: Tables) -> QuarantineView:
    """Files in their order, their commonest reason first."""
    grouped = groupby(tables["refused"], key=lambda row: (row["file_name"], row["entity"]))
    files = [list(rows) for _, rows in grouped]
    most = max((sum(row["row_count"] for row in rows) for rows in files), default=0)
    return QuarantineView(
        files=[_file(rows, tables, most, len(files) <= OPEN_MOST) for rows in files],
        total=tables.count("refused"),
    )
