"""Finding the extracts of a delivery and keeping an immutable copy of each."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Collection, Iterable
from pathlib import Path

from segments.contracts.model import Entity
from segments.errors import InfrastructureFailed, InputRefused
from segments.landing.byte_gate import ByteGate
from segments.landing.facts import MEBIBYTE, SourceFile, StoredFile
from segments.landing.manifest import MANIFEST_NAME, Manifest
from segments.landing.unpack import Unpacker

PACKED_CSV = "csv.gz"
FORMATS = ("csv", PACKED_CSV, "parquet")
COPY_DAYS = 14


def expected_name(entity: Entity, file_format: str = "csv") -> str:
    """Path of an entity's extract under the landing folder."""
    return f"{entity.source}/{entity.custom.get('file', entity.name)}.{file_format}"


def _confined(landing_dir: Path, name: str) -> Path:
    """The real file behind a name. Raises InputRefused when it leaves the landing folder."""
    root = landing_dir.resolve()
    try:
        path = (landing_dir / name).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise InputRefused(f"{name}: a link that leads nowhere; deliver the file itself") from error
    if not path.is_relative_to(root):
        raise InputRefused(
            f"{name}: leads outside the landing folder through a link; deliver the file itself"
        )
    if not path.is_file():
        raise InputRefused(f"{name}: not a regular file; deliver a CSV, packed CSV or Parquet file")
    return path


def find_source_file(landing_dir: Path, entity: Entity) -> SourceFile | None:
    """The extract of one entity, None when it was not delivered.

    Raises InputRefused for several formats at once, a link out of the folder, or no regular file.
    """
    names = {file_format: expected_name(entity, file_format) for file_format in FORMATS}
    present = {
        file_format: name
        for file_format, name in names.items()
        if os.path.lexists(landing_dir / name)
    }
    if len(present) > 1:
        raise InputRefused(
            f"{' and '.join(present.values())}: delivered at once, and one must win; keep one"
        )
    for file_format, name in present.items():
        return SourceFile(name, _confined(landing_dir, name), file_format)
    return None


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def check_delivery(
    landing_dir: Path, entities: Iterable[Entity], found: dict[str, SourceFile]
) -> None:
    """Raises InputRefused when an entity the contract requires was not delivered."""
    entities = list(entities)
    faults = [
        f"{expected_name(entity)}: not delivered (nor as .csv.gz or .parquet) and required by "
        f"{entity.path.name}; put the extract at {landing_dir / expected_name(entity)}. "
        f"{entity.source}/ holds: {', '.join(_names_in(landing_dir / entity.source)) or 'nothing'}"
        for entity in entities
        if entity.custom["delivery"] == "required" and entity.landed_name not in found
    ]
    revenue = [entity for entity in entities if entity.custom["delivery"] == "one_of_revenue"]
    if revenue and not any(entity.landed_name in found for entity in revenue):
        names = " or ".join(expected_name(entity) for entity in revenue)
        faults.append(
            f"{names}: none is delivered, and without one there is no revenue to segment by; "
            f"put at least one under {landing_dir}"
        )
    if faults:
        raise InputRefused("\n".join(faults))


def check_declared_files(manifest: Manifest | None, landing_dir: Path) -> None:
    """Raises InputRefused when the manifest names a file that did not arrive."""
    folders = _names_in(landing_dir)
    present = {f"{folder}/{name}" for folder in folders for name in _names_in(landing_dir / folder)}
    lost = set(manifest.files if manifest else {}) - present
    if lost:
        raise InputRefused(
            f"{MANIFEST_NAME}: names {', '.join(sorted(lost))}, which did not arrive; "
            "deliver it or take it out of the manifest"
        )


def unknown_files(landing_dir: Path, entities: Iterable[Entity]) -> list[str]:
    """Warnings about delivered files and folders no contract names. Dot files are left out."""
    entities = list(entities)
    sources = {entity.source for entity in entities}
    extracts = {expected_name(entity, form) for entity in entities for form in FORMATS}
    known = extracts | sources | {MANIFEST_NAME}
    warnings = []
    for folder in (landing_dir, *(landing_dir / source for source in sorted(sources))):
        prefix = "" if folder == landing_dir else f"{folder.name}/"
        unknown = [
            name
            for name in _names_in(folder)
            if not name.startswith(".") and prefix + name not in known
        ]
        if unknown:
            names = ", ".join(prefix + name for name in unknown)
            warnings.append(f"not read, because no contract names it: {names}")
    return warnings


def _state(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns


def store_copy(file: SourceFile, store_dir: Path) -> StoredFile:
    """Copies an extract to `store_dir/<sha256>` (mode 0444) and judges its bytes on the way.

    What is packed is unpacked and judged so; its copy still has the hash of what was delivered.
    The copy is kept even when its bytes are at fault: it is what there is to look into.
    Raises InputRefused when the file cannot be read or changes meanwhile, InfrastructureFailed
    when the copy cannot be written.
    """
    try:
        reader = file.path.open("rb")
    except OSError as error:
        raise InputRefused(f"{file.name}: cannot be read ({error.strerror})") from error
    digest, gate = hashlib.sha256(), ByteGate()
    unpacker = Unpacker() if file.file_format == PACKED_CSV else None
    byte_count = 0
    with reader:
        try:
            # The copies hold what the contract drops: for the owner of the run alone.
            store_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, partial = tempfile.mkstemp(dir=store_dir, suffix=".partial")
        except OSError as error:
            raise InfrastructureFailed(f"{store_dir}: {error.strerror}") from error
        try:
            with os.fdopen(descriptor, "wb") as writer:
                before = _state(reader.fileno())
                while chunk := reader.read(MEBIBYTE):
                    digest.update(chunk)
                    byte_count += len(chunk)
                    for piece in unpacker.feed(chunk) if unpacker else (chunk,):
                        gate.feed(piece)
                        writer.write(piece)
                gate.close()
                if unpacker:
                    unpacker.close()
                if _state(reader.fileno()) != before or byte_count != before[0]:
                    raise InputRefused(
                        f"{file.name}: changed while it was copied ({before[0]:,} bytes at first); "
                        "write it elsewhere and move it here when it is complete"
                    )
                writer.flush()
                os.fsync(writer.fileno())
                os.fchmod(writer.fileno(), 0o444)
            path = store_dir / digest.hexdigest()
            os.replace(partial, path)
        except OSError as error:
            raise InfrastructureFailed(
                f"{file.name}: cannot be copied to {store_dir} ({error.strerror}); "
                "the last published version is untouched"
            ) from error
        finally:
            Path(partial).unlink(missing_ok=True)
    return StoredFile(
        path=path,
        sha256=digest.hexdigest(),
        byte_count=byte_count,
        fault=(unpacker and unpacker.fault) or gate.fault,
        has_uniform_newlines=gate.has_uniform_newlines,
        has_final_newline=gate.has_final_newline,
        has_quote_after_space=gate.has_quote_after_space,
    )


def prune_copies(store_dir: Path, kept: Collection[str | None]) -> list[str]:
    """Remove the copies that are not in `kept` and that no landing of the last days wrote.

    A landing writes every copy anew, so that its age is the time since it was last delivered.
    Returns the names removed.
    """
    oldest = time.time() - COPY_DAYS * 24 * 3600
    old = [path for path in sorted(store_dir.iterdir()) if path.stat().st_mtime < oldest]
    removed = [path for path in old if path.is_file() and path.name not in kept]
    for path in removed:
        path.unlink()
    return [path.name for path in removed]
