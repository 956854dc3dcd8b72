"""Writing that survives a crash: everything is on disk before its name points to it."""

from __future__ import annotations

import os
from pathlib import Path

TEMPORARY_PREFIX = ".tmp-"


def fsync_path(path: Path) -> None:
    """Force a file, or a folder's list of names, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def temporary_beside(path: Path) -> Path:
    """A name in the same folder that a sweep recognises as a leftover."""
    return path.with_name(f"{TEMPORARY_PREFIX}{path.name}")


def replace_durably(temporary: Path, path: Path) -> None:
    """Give a finished file or folder its name in one step, and keep that on disk."""
    os.replace(temporary, path)
    fsync_path(path.parent)


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a whole small file: readers see the old content or the new, never a part."""
    temporary = temporary_beside(path)
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())
    replace_durably(temporary, path)
