"""What is published, how old it is, and how the last attempt ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from segments.errors import InputRefused
from segments.ledger import Record, read_ledger
from segments.pointer import Version, read_pointer
from segments.settings import Settings

AGE = re.compile(r"(\d+)([mhd])")
NOT_DELIVERED = "source_not_delivered"
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class Status:
    """`age` is since publication; `last` is the newest finished attempt of the ledger;
    `missing_sources` are the entities that nobody delivered to the published version."""

    version: Version | None
    age: timedelta | None
    last: Record | None
    report: Path | None
    missing_sources: tuple[str, ...] = ()

    def is_stale(self, max_age: timedelta | None) -> bool:
        """True when nothing is published, or it is older than `max_age`."""
        if max_age is None:
            return False
        return self.age is None or self.age > max_age

    def facts(self) -> dict[str, Any]:
        """For JSON: plain values only."""
        return {
            "version": self.version.to_json() if self.version else None,
            "age_seconds": int(self.age.total_seconds()) if self.age is not None else None,
            "last_attempt": self.last,
            "missing_sources": self.missing_sources,
        }


def parse_age(text: str) -> timedelta:
    """`90m`, `26h` or `2d`. Raises InputRefused for anything else."""
    match = AGE.fullmatch(text)
    if not match:
        raise InputRefused(f"--max-age '{text}' is no age. Fix: write 90m, 26h or 2d")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def missing_sources(database: Path) -> tuple[str, ...]:
    """Entities without a delivery, as the version's own findings name them."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            found = connection.execute(
                "select object_id from marts.rpt_findings where check_id = ? order by object_id",
                [NOT_DELIVERED],
            ).fetchall()
    except duckdb.Error:  # a damaged version: the status still says what the pointer says
        return ()
    return tuple(entity for (entity,) in found)


def read_status(settings: Settings, now: datetime) -> Status:
    """The state of the published folder and the ledger at `now` (with time zone)."""
    version = read_pointer(settings.published_dir)
    finished = [r for r in read_ledger(settings.ledger) if r.get("event") == "finished"]
    return Status(
        version=version,
        age=now - version.moment if version else None,
        last=finished[-1] if finished else None,
        report=settings.report if settings.report.exists() else None,
        missing_sources=missing_sources(version.path(settings.published_dir)) if version else (),
    )


def in_words(age: timedelta) -> str:
    """An age as people say it."""
    hours, rest = divmod(int(age.total_seconds()), 3600)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {rest // 60} min" if hours else f"{rest // 60} min"
