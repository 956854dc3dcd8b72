"""The independent count: where every record of a CSV file starts, by Python's own parser."""

from __future__ import annotations

import csv
import io
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from segments.errors import InputRefused
from segments.landing.byte_gate import UTF8_BOM
from segments.landing.facts import MAX_RECORD_BYTES, MEBIBYTE

QUOTE_REMEDY = (
    "close every quoted field and double each quote inside one, then deliver the file again"
)


@dataclass(frozen=True)
class RecordScan:
    """The data records of a file in file order; an index counts them from 0, header excluded.

    `starts` are byte offsets, `lines` physical lines from 1; `misfits` are the indexes of
    records with another number of fields than the header, `multiline` of those over several
    lines. `last_field_count` is 0 without records.
    """

    starts: array[int]
    lines: array[int]
    misfits: tuple[int, ...]
    multiline: tuple[int, ...]
    last_field_count: int
    byte_count: int

    @property
    def count(self) -> int:
        return len(self.starts)

    @property
    def is_one_line_each(self) -> bool:
        """True when record n stands on line n + 1: no blank line, no line ending in a field."""
        return self.count == 0 or self.lines[-1] == self.count + 1

    def index_at(self, offset: int) -> int | None:
        """The record that starts at a byte offset, None when none does."""
        index = bisect_left(self.starts, offset)
        return index if index < self.count and self.starts[index] == offset else None

    def raw(self, handle: io.BufferedReader, index: int) -> bytes:
        """The bytes of a record, without its line ending."""
        start = self.starts[index]
        end = self.starts[index + 1] if index + 1 < self.count else self.byte_count
        handle.seek(start)
        return handle.read(end - start).rstrip(b"\r\n")


@contextmanager
def _field_limit() -> Iterator[None]:
    """Python's parser stops at 128 KiB per field unless told; the limit is global, so put back."""
    before = csv.field_size_limit(MAX_RECORD_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class _Lines:
    """Physical lines as the parser takes them, remembering how far it is."""

    def __init__(self, handle: io.TextIOBase, offset: int) -> None:
        self._handle = handle
        self.offset = offset
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        for line in self._handle:
            self.offset += len(line)
            self.last = line
            yield line

    @property
    def ending(self) -> str:
        return self.last[len(self.last.rstrip("\r\n")) :]


def _refuse_unparsed(file_name: str, start: int, end: int, error: csv.Error) -> InputRefused:
    lines = f"line {start}" if end <= start else f"line {start} (to line {end})"
    if "field larger" in str(error):
        return InputRefused(
            f"{file_name}, {lines}: a field is longer than {MAX_RECORD_BYTES // MEBIBYTE} MiB, "
            f"most likely a quote that is never closed; {QUOTE_REMEDY}"
        )
    if "unexpected end" in str(error):
        return InputRefused(
            f"{file_name}, {lines}: a quote opened here is not closed before the end of the file, "
            f"so it swallows every record after it; {QUOTE_REMEDY}"
        )
    if "new-line" in str(error):
        return InputRefused(
            f"{file_name}, {lines}: a carriage return stands alone outside quotes, so line ends "
            "are mixed; end every line the same way, with LF or CRLF"
        )
    return InputRefused(
        f"{file_name}, {lines}: text follows a closing quote, so where the field ends is "
        f"a guess; {QUOTE_REMEDY}"
    )


def scan_records(
    path: Path, file_name: str, column_count: int, *, has_uniform_newlines: bool = True
) -> RecordScan:
    """Every record of a file that passed the byte gate.

    Bytes are read as Latin-1, one character per byte: the structure of UTF-8 text shows the same,
    and offsets stay exact. With `has_uniform_newlines` false, line ends are compared as well.
    Raises InputRefused, naming the line, for damaged quotes, mixed line ends and records longer
    than MAX_RECORD_BYTES.
    """
    starts, line_numbers = array("Q"), array("Q")
    misfits, multiline = [], []
    field_count, header_ending = 0, None
    with path.open("rb") as raw, _field_limit():
        offset = len(UTF8_BOM) if raw.read(len(UTF8_BOM)) == UTF8_BOM else 0
        raw.seek(offset)
        lines = _Lines(io.TextIOWrapper(raw, encoding="latin-1", newline="\n"), offset)
        reader = csv.reader(lines, strict=True)
        start, line, is_header = offset, 1, True
        try:
            for row in reader:
                if not has_uniform_newlines:
                    header_ending = header_ending or lines.ending
                    _check_ending(file_name, reader.line_num, header_ending, lines.ending)
                if lines.offset - start > MAX_RECORD_BYTES:
                    raise csv.Error("field larger")
                if is_header:
                    is_header = False
                # A blank line is no record, except where the only field may be empty.
                elif row or column_count == 1:
                    field_count = len(row) or 1
                    if field_count != column_count:
                        misfits.append(len(starts))
                    if reader.line_num > line:
                        multiline.append(len(starts))
                    starts.append(start)
                    line_numbers.append(line)
                start, line = lines.offset, reader.line_num + 1
        except csv.Error as error:
            raise _refuse_unparsed(file_name, line, reader.line_num, error) from error
        return RecordScan(
            starts, line_numbers, tuple(misfits), tuple(multiline), field_count, lines.offset
        )


def _check_ending(file_name: str, line: int, expected: str, found: str) -> None:
    if found and found != expected:
        names = {"\n": "LF", "\r\n": "CRLF"}
        raise InputRefused(
            f"{file_name}, line {line}: ends with {names.get(found, repr(found))}, the header with "
            f"{names.get(expected, repr(expected))}; end every line the same way"
        )


def rows_within_fields(path: Path, scan: RecordScan, column_count: int) -> list[int]:
    """Lines of records that look like two rows joined by a pair of stray quotes.

    Such a record is well-formed, so it lands. It is suspected when two of its lines each hold
    all the commas of a row.
    """
    suspects = []
    with path.open("rb") as handle:
        for index in scan.multiline:
            parts = scan.raw(handle, index).split(b"\n")
            if sum(part.count(b",") >= max(column_count - 1, 1) for part in parts) > 1:
                suspects.append(scan.lines[index])
    return suspects
