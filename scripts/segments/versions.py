"""The published versions: listing, going back to one, keeping the last few."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from segments.errors import PublishFailed
from segments.pointer import (
    POINTER_NAME,
    VERSIONS_NAME,
    Version,
    decode_version,
    move_pointer,
    read_pointer,
)
from segments.publish import check_version, remove_version


def list_versions(published_dir: Path) -> list[Version]:
    """Complete versions, oldest first."""
    folder = published_dir / VERSIONS_NAME
    files = sorted(folder.glob("[!.]*.json")) if folder.is_dir() else []
    found = [decode_version(path.read_bytes(), path.name) for path in files]
    return sorted(found, key=lambda version: (version.published_at, version.name))


def _before(versions: list[Version], current: Version) -> Version | None:
    order = (current.published_at, current.name)
    earlier = [v for v in versions if (v.published_at, v.name) < order and not v.is_backfill]
    return earlier[-1] if earlier else None


def remove_abandoned(published_dir: Path, abandoned: Collection[str]) -> list[str]:
    """Remove complete versions of attempts that ended before the pointer moved.

    The caller holds the lock. Returns the names removed.
    """
    current = read_pointer(published_dir)
    removed = [
        version.name
        for version in list_versions(published_dir)
        if version.attempt in abandoned and (current is None or version.name != current.name)
    ]
    for name in removed:
        remove_version(published_dir, name)
    return removed


def _chosen(published_dir: Path, to: str | None) -> Version:
    versions = list_versions(published_dir)
    if to is not None:
        matching = [v for v in versions if to in (v.name, v.file, v.scoring_run_id, v.publish_key)]
        if not matching:
            raise PublishFailed(f"no version '{to}'; `segments versions` lists them")
        return matching[-1]
    current = read_pointer(published_dir)
    if current is None:
        raise PublishFailed("nothing is published yet; run `segments refresh`")
    previous = _before(versions, current)
    if previous is None:
        raise PublishFailed(f"no version before {current.name} is kept")
    return previous


def rollback(published_dir: Path, to: str | None = None) -> Version:
    """Make an earlier version current, after checking it; the one before CURRENT by default.

    `to` is a version's name, file, run or publish key. The caller holds the lock. Raises
    PublishFailed when there is no such version or it is damaged; CURRENT then stays.
    """
    version = _chosen(published_dir, to)
    check_version(published_dir, version)
    move_pointer(published_dir, version)
    return version


def may_move(published_dir: Path, as_of_date: str) -> bool:
    """False when CURRENT stands at a later date: a backfill never replaces newer facts."""
    current = read_pointer(published_dir)
    return current is None or as_of_date >= current.as_of_date


def prune(published_dir: Path, keep: int, also: str | None = None) -> list[str]:
    """Remove all but the newest `keep` versions, never the current one or the one before it.

    `also` names one more to keep. The caller holds the lock. Returns the names removed.
    """
    current = read_pointer(published_dir)
    if current is None:
        raise PublishFailed(f"{POINTER_NAME} is missing; nothing is pruned")
    versions = list_versions(published_dir)
    previous = _before(versions, current)
    kept = {v.name for v in versions[-keep:]} | {current.name, also}
    if previous is not None:
        kept.add(previous.name)
    removed = [v.name for v in versions if v.name not in kept]
    for name in removed:
        remove_version(published_dir, name)
    return removed
