"""What is checked and tidied before a run touches anything."""

from __future__ import annotations

import shutil
from pathlib import Path

from segments.durable import TEMPORARY_PREFIX
from segments.errors import InfrastructureFailed
from segments.ledger import abandoned_attempts, read_ledger
from segments.pointer import Version, follow_pointer
from segments.publish import sweep
from segments.settings import Settings
from segments.versions import remove_abandoned

ROOM_FACTOR = 3
"""A run holds the candidate, its copy and the Parquet files at once."""


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _input_bytes(landing_dir: Path) -> int:
    if not landing_dir.is_dir():
        return 0
    return sum(_size(path) for path in landing_dir.rglob("*"))


def needed_bytes(settings: Settings, current: Version | None) -> int:
    """Free disk a run should find: three times the last candidate, or the extracts at first."""
    last = max(
        _size(settings.candidate),
        _size(current.path(settings.published_dir)) if current else 0,
        _input_bytes(settings.landing_dir),
    )
    return max(ROOM_FACTOR * last, settings.minimum_free_bytes)


def check_disk(settings: Settings, current: Version | None) -> None:
    """Raises InfrastructureFailed when build/ or published/ has too little room."""
    needed = needed_bytes(settings, current)
    for folder in (settings.build_dir, settings.published_dir):
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise InfrastructureFailed(
                f"{settings.shown(folder)}/ has {free / 1024**2:,.0f} MiB free, a refresh needs "
                f"{needed / 1024**2:,.0f} MiB; free space, the last version goes on serving"
            )


def sweep_leftovers(settings: Settings) -> list[str]:
    """Remove what interrupted runs left, and let current.duckdb follow CURRENT."""
    swept = sweep(settings.published_dir)
    abandoned = abandoned_attempts(read_ledger(settings.ledger))
    swept += remove_abandoned(settings.published_dir, abandoned)
    for path in sorted(settings.history_dir.rglob(f"{TEMPORARY_PREFIX}*")):
        path.unlink()
        swept.append(path.name)
    follow_pointer(settings.published_dir)
    return swept
