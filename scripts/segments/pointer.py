"""CURRENT: the one small file that says which published version readers use."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from segments.durable import fsync_path, temporary_beside, write_durably
from segments.errors import PublishFailed

POINTER_NAME = "CURRENT"
SYMLINK_NAME = "current.duckdb"
VERSIONS_NAME = "versions"


@dataclass(frozen=True)
class Version:
    """One version. `file` is relative to the published folder; a backfill was never current."""

    file: str
    sha256: str
    scoring_run_id: str
    publish_key: str
    publish_sequence: int
    as_of_date: str
    contract_version: str | None
    published_at: str
    attempt: str
    is_backfill: bool = False
    tables: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return Path(self.file).stem

    @property
    def day(self) -> date:
        return date.fromisoformat(self.as_of_date)

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.published_at)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def path(self, published_dir: Path) -> Path:
        return published_dir / self.file


def encode_version(version: Version) -> bytes:
    return (json.dumps(version.to_json(), indent=2, sort_keys=True) + "\n").encode("utf-8")


def decode_version(content: bytes, where: str) -> Version:
    """Raises PublishFailed when the content does not describe a version."""
    try:
        version = Version(**json.loads(content))
        parts = Path(version.file).parts
        if len(parts) != 2 or parts[0] != VERSIONS_NAME or ".." in parts:
            raise ValueError(f"file '{version.file}' is not in {VERSIONS_NAME}/")
        _ = version.day, version.moment
    except (ValueError, TypeError) as error:
        raise PublishFailed(
            f"{where} does not describe a version ({error}); "
            "choose one again with `segments rollback --to <version>`"
        ) from error
    return version


def read_pointer(published_dir: Path) -> Version | None:
    """What CURRENT says, None before the first publication. Raises PublishFailed when damaged."""
    path = published_dir / POINTER_NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return decode_version(content, POINTER_NAME)


def move_pointer(published_dir: Path, version: Version) -> None:
    """Make a version current in one step, then let the convenience symlink follow.

    The version's file must be on disk under its final name.
    """
    write_durably(published_dir / POINTER_NAME, encode_version(version))
    follow_pointer(published_dir)


def follow_pointer(published_dir: Path) -> None:
    """Let current.duckdb lead to the version that CURRENT names."""
    version = read_pointer(published_dir)
    link = published_dir / SYMLINK_NAME
    if version is None or (link.is_symlink() and link.readlink() == Path(version.file)):
        return
    temporary = temporary_beside(link)
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(version.file)
    temporary.replace(link)
    fsync_path(published_dir)
