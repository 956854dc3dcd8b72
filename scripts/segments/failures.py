"""Turns what libraries raise into the error classes of the exit codes."""

from __future__ import annotations

import errno

import duckdb

from segments.errors import InfrastructureFailed, SegmentsError

DISK_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS}
DISK_WORDS = ("no space left on device", "disk quota exceeded", "failed to offload data block")
SERVER_WORDS = (
    "connection to server",
    "could not connect to server",
    "server closed the connection",
    "terminating connection",
    "database system is shutting down",
    "connection already closed",
)
MEMORY_WORDS = ("out of memory", "could not allocate", "cannot allocate memory")


def infrastructure_failure(text: str) -> InfrastructureFailed | None:
    """The error for a message that speaks of disk, memory or a server, None for any other."""
    lowered = text.casefold()
    if any(word in lowered for word in DISK_WORDS):
        return InfrastructureFailed(
            f"the disk is full ({text.strip()}); free space and refresh again, "
            "the last published version goes on serving"
        )
    if any(word in lowered for word in MEMORY_WORDS):
        return InfrastructureFailed(
            f"memory ran out ({text.strip()}); raise SEGMENTS_MEMORY_LIMIT or use a larger "
            "machine, the last published version goes on serving"
        )
    if any(word in lowered for word in SERVER_WORDS):
        return InfrastructureFailed(
            f"the database server went away ({' '.join(text.split())}); refresh again when it is "
            "back, the last published version goes on serving"
        )
    return None


def translate(error: BaseException) -> SegmentsError | None:
    """The refusal that an exception means; None when it is a bug."""
    if isinstance(error, SegmentsError):
        return error
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return infrastructure_failure(f"out of memory: {error}")
    if isinstance(error, OSError) and error.errno in DISK_ERRNOS:
        return infrastructure_failure(str(error)) or InfrastructureFailed(
            f"the disk does not answer ({error}); the last published version goes on serving"
        )
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM):
        return InfrastructureFailed(f"{error}; give this user the right to write there")
    if isinstance(error, duckdb.Error):
        return infrastructure_failure(str(error))
    return None
