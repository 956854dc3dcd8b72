"""The optional `landing/manifest.json`: when the extracts were taken, and what was sent."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from segments.errors import InputRefused
from segments.landing.facts import StoredFile

MANIFEST_NAME = "manifest.json"
MAX_MANIFEST_BYTES = 1_000_000

Sha256 = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")]


class ManifestFile(BaseModel):
    """What the producer says of one file: its data records (no header) and its SHA-256."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    rows: int | None = Field(default=None, ge=0)
    sha256: Sha256 | None = None


class Manifest(BaseModel):
    """`extracted_at` needs an offset; `files` goes by path under the landing folder."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    extracted_at: AwareDatetime
    files: dict[str, ManifestFile] = Field(default_factory=dict)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise InputRefused(f"key '{twice[0]}' stands twice; keep one")
    return dict(pairs)


def parse_manifest(text: str) -> Manifest:
    """The manifest, its time in UTC. Raises InputRefused (without a file name) when it is not."""
    try:
        json.loads(text, object_pairs_hook=_unique_keys)
        manifest = Manifest.model_validate_json(text)
    except json.JSONDecodeError as error:
        raise InputRefused(
            f"line {error.lineno}, column {error.colno}: not valid JSON ({error.msg}); "
            "correct it, or remove the file and give --as-of"
        ) from error
    except RecursionError as error:
        raise InputRefused("nested too deeply to be a manifest") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or 'document'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise InputRefused(
            f"{faults}. Known keys: extracted_at (ISO 8601 with an offset, as "
            "2025-01-31T02:00:00+00:00) and files: {path: {rows, sha256}}"
        ) from error
    return manifest.model_copy(update={"extracted_at": manifest.extracted_at.astimezone(UTC)})


def read_manifest(landing_dir: Path) -> Manifest | None:
    """The manifest of a delivery, None when there is none. Raises InputRefused when unreadable."""
    path = landing_dir / MANIFEST_NAME
    if not path.exists() and not path.is_symlink():
        return None
    try:
        if not path.resolve(strict=True).is_relative_to(landing_dir.resolve()):
            raise InputRefused("points outside the landing folder; deliver the file itself")
        if not path.is_file() or path.stat().st_size > MAX_MANIFEST_BYTES:
            raise InputRefused(f"must be a file of at most {MAX_MANIFEST_BYTES:,} bytes")
        return parse_manifest(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputRefused(f"{MANIFEST_NAME}: not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise InputRefused(f"{MANIFEST_NAME}: cannot be read ({error.strerror})") from error
    except InputRefused as error:
        raise InputRefused(f"{MANIFEST_NAME}: {error}") from error


def check_declared_hash(name: str, declared: ManifestFile | None, stored: StoredFile) -> None:
    """Raises InputRefused when the bytes are not those the manifest names."""
    if declared and declared.sha256 and declared.sha256 != stored.sha256:
        raise InputRefused(
            f"{name}: sha256 is {stored.sha256} ({stored.byte_count:,} bytes), "
            f"{MANIFEST_NAME} says {declared.sha256}: "
            "the file was cut or changed after it was declared; deliver both again"
        )


def check_declared_rows(name: str, declared: ManifestFile | None, counted: int) -> None:
    """Raises InputRefused when the file does not hold as many records as declared."""
    if declared and declared.rows is not None and declared.rows != counted:
        raise InputRefused(
            f"{name}: holds {counted:,} records, {MANIFEST_NAME} says {declared.rows:,}; "
            "deliver the whole file, or correct the manifest"
        )
