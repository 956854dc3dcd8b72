"""How an attempt ends, and what the ledger says of it."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from segments import ledger
from segments.engines import Engine
from segments.errors import InputRefused, SegmentsError
from segments.failures import translate
from segments.pointer import Version, move_pointer, read_pointer
from segments.progress import log_traceback
from segments.settings import Settings
from segments.steps import Steps
from segments.versions import list_versions

PUBLISHED = 0
NOTHING_NEW = 3


@dataclass
class Outcome:
    """How a run ended. `version` is what it wrote, None when there was nothing new, and then
    `reason` says why."""

    exit_code: int
    version: Version | None
    warnings: list[str] = field(default_factory=list)
    reason: str = ""


def refuse_lost_ledger(settings: Settings) -> None:
    """Raises InputRefused when there is a history and no ledger to say what of it was published."""
    history = next(settings.history_dir.rglob("*.parquet"), None)
    if history is not None and not ledger.read_ledger(settings.ledger):
        raise InputRefused(
            f"{settings.shown(settings.ledger)} is missing or empty, and "
            f"{settings.shown(settings.history_dir)}/ is not: what was published is not known. "
            f"Fix: restore {settings.shown(settings.ledger)} from backup, or move "
            f"{settings.shown(settings.history_dir)} away to begin anew"
        )


def reconcile(settings: Settings, engine: Engine) -> set[str]:
    """Finish in the ledger what was cut off; returns the publish keys that readers were given.

    The caller holds the lock. Raises InputRefused when the ledger is lost and nothing else knows
    what was published.
    """
    keys = engine.published_keys()
    if keys is None:
        refuse_lost_ledger(settings)
    _follow_engine(settings, engine)
    current = read_pointer(settings.published_dir)
    ledger.reconcile(settings.ledger, current.to_json() if current else None)
    if keys is not None:
        return keys
    return ledger.published_keys(
        ledger.read_ledger(settings.ledger), current.publish_key if current else None
    )


def _follow_engine(settings: Settings, engine: Engine) -> None:
    """Move CURRENT to what the engine's readers see: a run can end between the two."""
    name, current = engine.current_name(), read_pointer(settings.published_dir)
    if name is None or (current is not None and current.name == name):
        return
    for version in list_versions(settings.published_dir):
        if version.name == name:
            move_pointer(settings.published_dir, version)


def attempt_id() -> str:
    """Names one start of the run; operational, in no result."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.getpid()}"


def _result_of(
    settings: Settings, steps: Steps, outcome: Outcome | None, error: BaseException | None
) -> ledger.Record:
    """What the ledger says of an attempt; CURRENT decides whether it published."""
    current = read_pointer(settings.published_dir)
    version = outcome.version if outcome else None
    if version is None and current is not None and current.attempt == steps.attempt:
        version = current
    result: ledger.Record = {}
    if version is not None:
        result |= {k: v for k, v in version.to_json().items() if k != "attempt"}
        result["outcome"] = ledger.KEPT if version.is_backfill else ledger.PUBLISHED
    else:
        result["outcome"] = ledger.NOTHING_NEW if outcome else ledger.FAILED
    if outcome is not None:
        return {**result, "exit_code": outcome.exit_code, "warnings": outcome.warnings}
    known = translate(error) if error else None
    return {
        **result,
        "step": steps.current,
        "exit_code": known.exit_code if known else SegmentsError.exit_code,
        "error": str(known or type(error).__name__),
    }


def record_end(
    settings: Settings,
    steps: Steps,
    outcome: Outcome | None = None,
    error: BaseException | None = None,
) -> None:
    """Finish an attempt in the ledger, by its outcome or by what it raised."""
    record: ledger.Record = {
        "event": "finished",
        "attempt": steps.attempt,
        "at": ledger.utc_text(ledger.utc_now()),
        "seconds": round(sum(steps.seconds.values()), 3),
    }
    ledger.append(settings.ledger, record | _result_of(settings, steps, outcome, error))


def log_traceback_quietly(settings: Settings, error: BaseException) -> None:
    """Log where that is possible; the disk may be full."""
    with suppress(OSError):
        log_traceback(settings.log_file, error)
