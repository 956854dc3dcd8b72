"""One writer at a time. The kernel drops the lock when its holder dies, however it dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from segments.errors import LockHeld


@contextmanager
def exclusive(lock_file: Path) -> Iterator[None]:
    """Hold the project's lock. Raises LockHeld at once when another process has it."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LockHeld(
            f"another refresh, landing or publication is running (lock {lock_file.name}); "
            "wait until it ends, nothing was changed"
        ) from error
    try:
        yield
    finally:
        lock.release()
