"""One delivery into schema `landed`: all of it, or a refusal that leaves the tables alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from segments.contracts.model import Entity
from segments.errors import InputRefused
from segments.landing.csv_reader import read_csv_extract
from segments.landing.digest import input_hash
from segments.landing.facts import Landed, LandedFile, ReadResult, SourceFile, StoredFile
from segments.landing.files import (
    check_declared_files,
    check_delivery,
    find_source_file,
    store_copy,
    unknown_files,
)
from segments.landing.manifest import (
    Manifest,
    ManifestFile,
    check_declared_hash,
    check_declared_rows,
    read_manifest,
)
from segments.landing.parquet_reader import read_parquet_extract
from segments.landing.tables import create_empty_entity, write_feeds, write_files, write_rejects

OWN_TABLES = {"feeds", "files", "rejects", "run_context", "run_artifacts"}
OWN_COLUMNS = {"record_number", "line_number"}


def _check_names(entities: Mapping[str, Entity]) -> None:
    for entity in entities.values():
        if entity.name in OWN_TABLES and not entity.is_raw:
            raise InputRefused(f"{entity.path}: entity {entity.name} is a name landing uses itself")
        taken = OWN_COLUMNS & {column.name for column in entity.columns}
        if taken:
            raise InputRefused(
                f"{entity.path}, object {entity.name}: column {min(taken)} is a name landing uses "
                "itself; rename it"
            )


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        # An engine fault can have ended the transaction; the first error is the one to tell.
        with suppress(duckdb.Error):
            connection.rollback()
        raise


def _read(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    stored: StoredFile,
    entity: Entity,
    declared: ManifestFile | None,
) -> ReadResult:
    check_declared_hash(file.name, declared, stored)
    if file.file_format != "parquet":
        result = read_csv_extract(connection, stored, file.name, entity, declared)
    elif stored.byte_count == 0:
        raise InputRefused(f"{file.name} is empty (0 bytes); export it again")
    else:
        result = read_parquet_extract(connection, stored, file.name, entity)
    check_declared_rows(file.name, declared, result.counted_record_count)
    return result


def _delivered(
    file: SourceFile,
    stored: StoredFile,
    entity: Entity,
    declared: ManifestFile | None,
    result: ReadResult,
) -> LandedFile:
    return LandedFile(
        source_name=entity.source,
        entity=entity.landed_name,
        file_name=file.name,
        file_format=file.file_format,
        file_sha256=stored.sha256,
        byte_count=stored.byte_count,
        is_delivered=True,
        declared_record_count=declared.rows if declared else None,
        counted_record_count=result.counted_record_count,
        landed_record_count=result.landed_record_count,
        rejected_record_count=len(result.rejects),
        note="; ".join(result.notes) or None,
    )


def _not_delivered(entity: Entity) -> LandedFile:
    return LandedFile(
        source_name=entity.source,
        entity=entity.landed_name,
        file_name=None,
        file_format=None,
        file_sha256=None,
        byte_count=None,
        is_delivered=False,
        declared_record_count=None,
        counted_record_count=0,
        landed_record_count=0,
        rejected_record_count=0,
        note="not delivered",
    )


def _find(
    landing_dir: Path, entities: Mapping[str, Entity], manifest: Manifest | None
) -> dict[str, SourceFile]:
    """The delivered extracts by entity, once the delivery as a whole is acceptable."""
    found = {}
    for name, entity in entities.items():
        file = find_source_file(landing_dir, entity)
        if file is not None:
            found[name] = file
    check_declared_files(manifest, landing_dir)
    check_delivery(landing_dir, entities.values(), found)
    return found


def _warnings(
    landing_dir: Path,
    entities: Mapping[str, Entity],
    manifest: Manifest | None,
    files: list[LandedFile],
) -> tuple[str, ...]:
    delivered = [file for file in files if file.is_delivered]
    notes = [f"{file.file_name}: {file.note}" for file in delivered if file.note]
    undeclared = [
        f"{file.file_name}: the manifest does not declare it, so a cut or old file goes unseen"
        for file in delivered
        if manifest is not None and manifest.files and file.file_name not in manifest.files
    ]
    return (*unknown_files(landing_dir, entities.values()), *notes, *undeclared)


def land_extracts(
    landing_dir: Path,
    entities: dict[str, Entity],
    store_dir: Path,
    connection: duckdb.DuckDBPyConnection,
) -> Landed:
    """Lands every delivered extract in schema `landed` of the connection's database.

    Writes `landed.<entity>` for every entity (empty when not delivered), raw tables of a system in
    `landed_<system>`, `landed.files`, `landed.feeds` and `landed.rejects` in one transaction, and
    immutable copies to `store_dir`. Every record of a file is landed or rejected, or the delivery
    is refused.
    Raises InputRefused with one line per refused file, InfrastructureFailed for disk and memory.
    """
    _check_names(entities)
    manifest = read_manifest(landing_dir)
    found = _find(landing_dir, entities, manifest)
    files, rejects, faults = [], {}, []
    with _transaction(connection):
        for schema in sorted({"landed"} | {entity.schema for entity in entities.values()}):
            connection.execute(f"create schema if not exists {schema}")
        for name, entity in entities.items():
            if name not in found:
                create_empty_entity(connection, entity)
                files.append(_not_delivered(entity))
                continue
            file = found[name]
            declared = manifest.files.get(file.name) if manifest else None
            stored = store_copy(file, store_dir.resolve())
            try:
                result = _read(connection, file, stored, entity, declared)
            except InputRefused as error:
                faults.append(str(error))
                # An engine error ends the transaction; no later file can be judged in it.
                if isinstance(error.__cause__, duckdb.Error):
                    break
                continue
            rejects[name] = result.rejects
            files.append(_delivered(file, stored, entity, declared, result))
        if faults:
            raise InputRefused("\n".join(faults))
        write_files(connection, files)
        write_feeds(connection, entities, files)
        write_rejects(connection, entities, files, rejects)
        digest = input_hash(connection, entities, rejects)
    return Landed(
        extracted_at=manifest.extracted_at if manifest else None,
        input_hash=digest,
        files=tuple(files),
        warnings=_warnings(landing_dir, entities, manifest, files),
    )
