"""What landing knows of a file, a reject and a whole delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

MAX_RECORD_BYTES = 8 * 1024 * 1024
"""Longest record that is read, in bytes; a longer one is damage, not data."""

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class SourceFile:
    """One extract as it was found. `name` is its path under the landing folder."""

    name: str
    path: Path
    file_format: str


@dataclass(frozen=True)
class StoredFile:
    """The immutable copy of an extract, with what streaming over its bytes told.

    `fault` is the first reason to refuse the bytes as CSV, as a sentence without the file name.
    """

    path: Path
    sha256: str
    byte_count: int
    fault: str | None
    has_uniform_newlines: bool
    has_final_newline: bool
    has_quote_after_space: bool


@dataclass(frozen=True)
class Reject:
    """One structurally bad record. Both numbers count from 1; `raw` has no line ending."""

    record_number: int
    line_number: int
    reason_code: str
    raw: bytes


@dataclass(frozen=True)
class ReadResult:
    """What reading one file gave: rows are in `landed.<entity>`, the rest is here."""

    counted_record_count: int
    landed_record_count: int
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class LandedFile:
    """One row of `landed.files`. Counts are records; null where nothing was delivered."""

    source_name: str
    entity: str
    file_name: str | None
    file_format: str | None
    file_sha256: str | None
    byte_count: int | None
    is_delivered: bool
    declared_record_count: int | None
    counted_record_count: int
    landed_record_count: int
    rejected_record_count: int
    note: str | None


@dataclass(frozen=True)
class Landed:
    """One delivery. `extracted_at` is UTC, None without a manifest."""

    extracted_at: datetime | None
    input_hash: str
    files: tuple[LandedFile, ...]
    warnings: tuple[str, ...]

    @property
    def total_records(self) -> int:
        return sum(file.counted_record_count for file in self.files)

    @property
    def total_rejected(self) -> int:
        return sum(file.rejected_record_count for file in self.files)
