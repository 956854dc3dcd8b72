"""The append-only record of what every run did, one JSON object a line.

An attempt writes `started`, one `step` for each step and `finished`. An attempt without a
`finished` line was cut off; the next start finishes it from CURRENT, which alone says what was
published.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PUBLISHED = "published"
KEPT = "kept_as_version"
NOTHING_NEW = "nothing_new"
FAILED = "failed"
INTERRUPTED = "interrupted"
ROLLBACK = "rollback"

Record = dict[str, Any]


def utc_now() -> datetime:
    """The operational clock: for the ledger and CURRENT, never for a result."""
    return datetime.now(UTC)


def utc_text(moment: datetime) -> str:
    """ISO 8601 in UTC to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_ledger(path: Path) -> list[Record]:
    """Every whole line. A line torn by a crash is no record."""
    records: list[Record] = []
    if not path.exists():
        return records
    for line in path.read_bytes().splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            records.append(record)
    return records


def append(path: Path, record: Mapping[str, Any]) -> None:
    """Add one record and force it to disk; a torn last line is closed first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(record, sort_keys=True, ensure_ascii=False).encode("utf-8") + b"\n"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = b"\n" + line
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)


def published_keys(records: Iterable[Record], current_key: str | None) -> set[str]:
    """Publish keys that readers have been given, by the ledger and by CURRENT."""
    keys = {
        record["publish_key"]
        for record in records
        if record.get("event") == "finished" and record.get("outcome") == PUBLISHED
    }
    return keys | {current_key} if current_key else keys


def published_attempts(records: Iterable[Record]) -> set[str]:
    """Attempts whose version readers have been given."""
    return {
        record["attempt"]
        for record in records
        if record.get("event") == "finished" and record.get("outcome") == PUBLISHED
    }


def last_rollback(records: Iterable[Record]) -> Record | None:
    """The rollback record, when nothing was published after it."""
    last: Record | None = None
    for record in records:
        if record.get("event") == ROLLBACK:
            last = record
        elif record.get("event") == "finished" and record.get("outcome") == PUBLISHED:
            last = None
    return last


def abandoned_attempts(records: Iterable[Record]) -> set[str]:
    """Attempts that ended without giving readers anything."""
    return {
        record["attempt"]
        for record in records
        if record.get("event") == "finished" and record.get("outcome") in (FAILED, INTERRUPTED)
    }


def unfinished(records: Iterable[Record]) -> list[Record]:
    """`started` records whose attempt has no `finished` record."""
    started: dict[str, Record] = {}
    for record in records:
        if record.get("event") == "started":
            started[record["attempt"]] = record
        elif record.get("event") == "finished":
            started.pop(record["attempt"], None)
    return list(started.values())


def reconcile(path: Path, current: Mapping[str, Any] | None) -> list[Record]:
    """Finish the attempts that were cut off; returns the records added.

    `current` is the content of CURRENT. An attempt it names was published, any other was not.
    """
    added: list[Record] = []
    for start in unfinished(read_ledger(path)):
        was_published = current is not None and current.get("attempt") == start["attempt"]
        record: Record = {
            "event": "finished",
            "attempt": start["attempt"],
            "at": utc_text(utc_now()),
            "outcome": PUBLISHED if was_published else INTERRUPTED,
            "is_reconciled": True,
        }
        if was_published and current is not None:
            names = ("publish_key", "scoring_run_id", "as_of_date", "file", "sha256")
            record |= {name: current[name] for name in names}
        append(path, record)
        added.append(record)
    return added
