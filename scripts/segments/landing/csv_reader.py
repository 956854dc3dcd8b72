"""The strict all-text read of a CSV file, reconciled with the independent count."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import duckdb

from segments.contracts.model import Entity
from segments.errors import InputRefused
from segments.landing.byte_gate import UTF8_BOM
from segments.landing.csv_scan import QUOTE_REMEDY, RecordScan, rows_within_fields, scan_records
from segments.landing.facts import MAX_RECORD_BYTES, ReadResult, Reject, StoredFile
from segments.landing.header_gate import check_header, read_csv_header
from segments.landing.manifest import ManifestFile
from segments.landing.sql import engine_fault, literal, literal_path, quoted, table_name

# The first that applies to a record is its reason: a record of the wrong shape is that first.
REASON_CODES = {
    "LINE SIZE OVER MAXIMUM": "line_too_long",
    "UNQUOTED VALUE": "bad_quoting",
    "MISSING COLUMNS": "wrong_column_count",
    "TOO MANY COLUMNS": "wrong_column_count",
    "INVALID ENCODING": "invalid_encoding",
}
MAX_NEWLINES_IN_REJECT = 1
COMPARED_ROWS = 10_000


def _read_strict(
    connection: duckdb.DuckDBPyConnection, path: Path, entity: Entity, header: Sequence[str]
) -> list[tuple[int, str]]:
    """Writes `landed.<entity>`; gives (byte offset, error type) of every bad field.

    Columns are declared in file order under neutral names and selected by the header's, so no
    name of the file reaches SQL and no value lands in another column.
    """
    declared = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(header)))
    selected = ", ".join(
        f"c{header.index(column.name)} as {quoted(column.name)}" for column in entity.landed_columns
    )
    connection.execute("drop table if exists temp.landing_errors")
    connection.execute("drop table if exists temp.landing_scans")
    connection.execute(
        f"""
        create or replace table {table_name(entity)} as
        select {selected}, row_number() over () as record_number, record_number + 1 as line_number
        from read_csv(
            {literal_path(path)},
            auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
            columns = {{{declared}}}, nullstr = '', strict_mode = true,
            max_line_size = {MAX_RECORD_BYTES}, hive_partitioning = false,
            store_rejects = true, rejects_limit = 0,
            rejects_table = 'landing_errors', rejects_scan = 'landing_scans'
        )
        """
    )
    errors = connection.execute(
        "select distinct line_byte_position - 1, error_type::varchar from temp.landing_errors"
    ).fetchall()
    connection.execute("drop table temp.landing_errors")
    connection.execute("drop table temp.landing_scans")
    return errors


def _index_of(scan: RecordScan, data: bytes, offset: int) -> int | None:
    """The record an engine offset means: in CRLF files it points at the line feed before it."""
    return scan.index_at(offset + len(data) - len(data.lstrip(b"\r\n")))


def _rejects(
    path: Path, file_name: str, scan: RecordScan, errors: list[tuple[int, str]]
) -> tuple[Reject, ...]:
    """One reject per bad record. Raises InputRefused where the readers see different records."""
    ranks = {error_type: rank for rank, error_type in enumerate(REASON_CODES)}
    worst: dict[int, str] = {}
    with path.open("rb") as handle:
        for offset, error_type in errors:
            handle.seek(offset)
            index = _index_of(scan, handle.read(64), offset)
            if index is None or error_type not in REASON_CODES:
                raise InputRefused(
                    f"{file_name}: the engine reports {error_type.lower()} at byte {offset}, where "
                    f"no record starts, so rows could be lost; {QUOTE_REMEDY}"
                )
            worst[index] = min(worst.get(index, error_type), error_type, key=ranks.__getitem__)
        rejects = tuple(
            Reject(index + 1, scan.lines[index], REASON_CODES[kind], scan.raw(handle, index))
            for index, kind in sorted(worst.items())
        )
    for reject in rejects:
        newlines = reject.raw.count(b"\n")
        if newlines > MAX_NEWLINES_IN_REJECT:
            raise InputRefused(
                f"{file_name}, line {reject.line_number}: a bad record runs over {newlines + 1} "
                f"lines, so a quote opened there swallowed the rows after it; {QUOTE_REMEDY}"
            )
    return rejects


def _reconcile(file_name: str, scan: RecordScan, landed: int, rejects: Sequence[Reject]) -> None:
    """Raises InputRefused unless every counted record is landed or rejected."""
    rejected = {reject.record_number - 1 for reject in rejects}
    passed = [index for index in scan.misfits if index not in rejected]
    if passed:
        raise InputRefused(
            f"{file_name}, line {scan.lines[passed[0]]}: two readers see a different number of "
            "fields, most likely a space before an opening quote; a quote must follow its comma"
        )
    if scan.count != landed + len(rejects):
        raise InputRefused(
            f"{file_name}: {scan.count:,} records counted, but {landed:,} landed and "
            f"{len(rejects):,} rejected; rows would be lost, so nothing was taken"
        )


def _number_rows(
    connection: duckdb.DuckDBPyConnection,
    entity: Entity,
    scan: RecordScan,
    rejects: Sequence[Reject],
) -> None:
    """Corrects record and line numbers where a reject, blank line or field over lines shifts them.

    The n-th landed row is the n-th record that was not rejected. Only the rows from which on the
    shift changes are handed over.
    """
    if scan.count == len(rejects) or (not rejects and scan.is_one_line_each):
        return
    rejected = {reject.record_number - 1 for reject in rejects}
    shifts: list[tuple[int, int, int]] = []
    row, shift = 0, None
    for index in range(scan.count):
        if index in rejected:
            continue
        row += 1
        here = (index + 1 - row, scan.lines[index] - row)
        if here != shift:
            shift = here
            shifts.append((row, *shift))
    table = table_name(entity)
    columns = ", ".join(quoted(column.name) for column in entity.landed_columns)
    first_rows, record_shifts, line_shifts = (
        literal(",".join(map(str, values))) for values in zip(*shifts, strict=True)
    )
    # Joined row by row on equality: on the ranges themselves the join takes minutes.
    connection.execute(
        f"""
        create or replace table {table} as
        with shifts as (
            select
                unnest(string_split({first_rows}, ',')::bigint[]) as first_row,
                unnest(string_split({record_shifts}, ',')::bigint[]) as record_shift,
                unnest(string_split({line_shifts}, ',')::bigint[]) as line_shift
        ),
        spans as (
            select *, lead(first_row, 1, {row + 1}) over (order by first_row) as next_row
            from shifts
        ),
        numbers as (
            select unnest(range(first_row, next_row)) as row_number, record_shift, line_shift
            from spans
        )
        select
            {columns},
            row_number + record_shift as record_number,
            row_number + line_shift as line_number
        from {table} as landed_rows
        inner join numbers on landed_rows.record_number = numbers.row_number
        order by numbers.row_number
        """
    )


def _python_rows(path: Path, places: Sequence[int], rejected: set[int]) -> Iterator[tuple]:
    with path.open(encoding="utf-8", errors="replace", newline="\n") as handle:
        if handle.read(1) != UTF8_BOM.decode("utf-8"):
            handle.seek(0)
        records = (row for row in csv.reader(handle, strict=True) if row)
        next(records)
        for index, row in enumerate(records):
            if index not in rejected:
                yield tuple(row[place] or None for place in places)


def _compare_values(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    file_name: str,
    entity: Entity,
    header: Sequence[str],
    rejects: Sequence[Reject],
) -> None:
    """Raises InputRefused where the two readers give another value.

    Needed only where a space stands before a quote: the engine then drops both, Python neither.
    """
    names = [column.name for column in entity.landed_columns]
    rejected = {reject.record_number - 1 for reject in rejects}
    rows = _python_rows(path, [header.index(name) for name in names], rejected)
    result = connection.execute(
        f"select {', '.join(map(quoted, names))}, line_number "
        f"from {table_name(entity)} order by record_number"
    )
    batches = iter(lambda: result.fetchmany(COMPARED_ROWS), [])
    for expected, (*found, line) in zip(rows, chain.from_iterable(batches), strict=True):
        for name, one, other in zip(names, expected, found, strict=True):
            if one != other:
                raise InputRefused(
                    f"{file_name}, line {line}, column {name}: a space stands before the opening "
                    "quote, so readers differ on the value; a quote must follow its comma"
                )


def _check_end(
    file_name: str,
    entity: Entity,
    stored: StoredFile,
    scan: RecordScan,
    column_count: int,
    declared: ManifestFile | None,
) -> tuple[str, ...]:
    """Judges a file without a final newline, which may have been cut.

    Only the declared hash proves such a file whole: a cut inside the last field keeps the number
    of records.
    """
    if stored.has_final_newline:
        return ()
    last_line = scan.lines[-1] if scan.count else 1
    where = f"{file_name}, line {last_line}"
    if scan.count and scan.last_field_count < column_count:
        raise InputRefused(
            f"{where}: the file is cut mid-row: its last record has {scan.last_field_count} of "
            f"{column_count} fields and no line end; deliver the whole file"
        )
    is_proven = declared is not None and declared.sha256 is not None
    if entity.custom.get("finalNewline") == "required" and not is_proven:
        raise InputRefused(
            f"{where}: the last line has no line end, so the file may be cut inside its last "
            "field; end it with a newline, or declare its sha256 in manifest.json"
        )
    return ("the last line has no line end",)


def _minimum_rows(entity: Entity) -> int:
    """The contract's lower bound of records; 1 where it names none."""
    for rule in entity.rules:
        quality = rule.quality
        if quality.metric == "rowCount" and quality.mustBeGreaterOrEqualTo is not None:
            return int(quality.mustBeGreaterOrEqualTo)
    return 1


def check_not_header_only(file_name: str, entity: Entity, counted: int) -> None:
    """Raises InputRefused for no record at all where the contract wants at least one."""
    if counted == 0 and _minimum_rows(entity) > 0:
        raise InputRefused(
            f"{file_name}: holds a header and no record, and {entity.path.name} wants at least "
            f"{_minimum_rows(entity)}; deliver the records, or leave the file out"
        )


def read_csv_extract(
    connection: duckdb.DuckDBPyConnection,
    stored: StoredFile,
    file_name: str,
    entity: Entity,
    declared: ManifestFile | None,
) -> ReadResult:
    """Gates one stored CSV file and writes `landed.<entity>`.

    Raises InputRefused for whatever cannot be landed or rejected record by record,
    InfrastructureFailed when the engine runs out of memory or disk.
    """
    if stored.fault:
        joint = ", " if stored.fault.startswith("line ") else " "
        raise InputRefused(f"{file_name}{joint}{stored.fault}")
    header = read_csv_header(stored.path, file_name)
    notes = check_header(header, entity, file_name)
    scan = scan_records(
        stored.path,
        file_name,
        len(header),
        has_uniform_newlines=stored.has_uniform_newlines,
    )
    notes += _check_end(file_name, entity, stored, scan, len(header), declared)
    check_not_header_only(file_name, entity, scan.count)
    try:
        errors = _read_strict(connection, stored.path, entity, header)
        rejects = _rejects(stored.path, file_name, scan, errors)
        table = table_name(entity)
        (landed,) = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
        _reconcile(file_name, scan, landed, rejects)
        _number_rows(connection, entity, scan, rejects)
        if stored.has_quote_after_space:
            _compare_values(connection, stored.path, file_name, entity, header, rejects)
    except duckdb.Error as error:
        raise engine_fault(file_name, error) from error
    suspects = rows_within_fields(stored.path, scan, len(header))
    if suspects:
        note = (
            f"line {suspects[0]}: one record looks like several rows joined by stray quotes "
            f"({len(suspects)} such records); check the quotes"
        )
        notes += (note,)
    return ReadResult(scan.count, landed, rejects, notes)
