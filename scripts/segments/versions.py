"""The published versions: listing, going back to one, keeping the last few."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from segments import ledger
from segments.errors import InputRefused, PublishFailed
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


def newest_published(published_dir: Path) -> Version | None:
    """The newest version that is no backfill, current or not."""
    regular = [v for v in list_versions(published_dir) if not v.is_backfill]
    return regular[-1] if regular else None


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


def _named(versions: list[Version], to: str, published: Collection[str]) -> Version:
    matching = [v for v in versions if to in (v.name, v.file, v.scoring_run_id, v.publish_key)]
    if not matching:
        raise PublishFailed(f"no version '{to}'; `segments versions` lists them")
    fit = [v for v in matching if not v.is_backfill and v.attempt in published]
    if fit:
        return fit[-1]
    version = matching[-1]
    why = (
        f"is a backfill as of {version.as_of_date}, which no reader was ever given"
        if version.is_backfill
        else "was never published: its attempt ended before CURRENT moved"
    )
    raise InputRefused(
        f"--to {to}: {version.name} {why}. Fix: choose a published one of `segments versions`"
    )


def _chosen(published_dir: Path, published: Collection[str], to: str | None) -> Version:
    versions = list_versions(published_dir)
    if to is not None:
        return _named(versions, to, published)
    current = read_pointer(published_dir)
    if current is None:
        raise PublishFailed("nothing is published yet; run `segments refresh`")
    previous = _before([v for v in versions if v.attempt in published], current)
    if previous is None:
        raise PublishFailed(f"no version before {current.name} is kept")
    return previous


def rollback(
    published_dir: Path,
    ledger_path: Path,
    lead_readers: Callable[[Version], object],
    to: str | None = None,
) -> Version:
    """Make an earlier version current, after checking it; the one before CURRENT by default.

    `to` is a version's name, file, run or publish key; `lead_readers` does the same for the
    engine's own readers. The caller holds the lock and has
    reconciled the ledger. Raises PublishFailed when there is no such version or it is damaged,
    InputRefused when readers were never given it; CURRENT then stays.
    """
    published = ledger.published_attempts(ledger.read_ledger(ledger_path))
    version = _chosen(published_dir, published, to)
    check_version(published_dir, version)
    # Before the pointer: a rollback nobody recorded would be undone by the next refresh, and a
    # record without a move says nothing, because CURRENT names another file.
    ledger.append(
        ledger_path,
        {
            "event": ledger.ROLLBACK,
            "at": ledger.utc_text(ledger.utc_now()),
            "file": version.file,
            "publish_key": version.publish_key,
        },
    )
    lead_readers(version)
    move_pointer(published_dir, version)
    return version


def rollback_holds(published_dir: Path, ledger_path: Path, publish_key: str) -> bool:
    """True when a rollback left the newest version, and a run of this key would be that again."""
    current, newest = read_pointer(published_dir), newest_published(published_dir)
    last = ledger.last_rollback(ledger.read_ledger(ledger_path))
    if current is None or newest is None or last is None or last["file"] != current.file:
        return False
    return newest.publish_key == publish_key


def may_move(published_dir: Path, as_of_date: str) -> bool:
    """False when CURRENT stands at a later date: a backfill never replaces newer facts."""
    current = read_pointer(published_dir)
    return current is None or as_of_date >= current.as_of_date


def prune(published_dir: Path, keep: int, also: str | None = None) -> list[str]:
    """Remove all but the newest `keep` versions, never the current one or the one before it.

    Backfills are counted apart: they push no published version out. `also` names one more to
    keep. The caller holds the lock. Returns the names removed.
    """
    current = read_pointer(published_dir)
    if current is None:
        raise PublishFailed(f"{POINTER_NAME} is missing; nothing is pruned")
    versions = list_versions(published_dir)
    previous = _before(versions, current)
    kept = {current.name, also}
    for is_backfill in (False, True):
        kept |= {v.name for v in [v for v in versions if v.is_backfill == is_backfill][-keep:]}
    if previous is not None:
        kept.add(previous.name)
    removed = [v.name for v in versions if v.name not in kept]
    for name in removed:
        remove_version(published_dir, name)
    return removed
