"""The named steps of a run: timed, shown, written to the ledger, and places to crash at.

`SEGMENTS_CRASH_AT=before:<step>` or `after:<step>` makes the process kill itself there. It exists
for the tests that prove that a crash anywhere leaves the last version readable.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from segments import ledger
from segments.progress import Progress

CRASH_VARIABLE = "SEGMENTS_CRASH_AT"

LABELS = {
    "preflight": "Check configuration, disk and leftovers",
    "land": "Land the extracts",
    "build_core": "Build staging and core",
    "contract_core": "Contract on core",
    "build_marts": "Build the marts",
    "contract_candidate": "Contract on the candidate",
    "copy": "Copy the marts to a new version",
    "verify": "Verify the copy",
    "history": "Append to the history",
    "pointer": "Make the version current",
    "report": "Render the report",
    "prune": "Prune old versions",
}


def crash_point(place: str) -> None:
    """Kill this process when the test hook names this place."""
    if os.environ.get(CRASH_VARIABLE) == place:
        os.kill(os.getpid(), signal.SIGKILL)


class Steps:
    """Runs steps of one attempt; `seconds` holds the duration of each finished one."""

    def __init__(self, ledger_path: Path, attempt: str, progress: Progress) -> None:
        self._ledger_path = ledger_path
        self.attempt = attempt
        self._progress = progress
        self.seconds: dict[str, float] = {}
        self.current: str | None = None
        self.unwritten: list[str] | None = None
        """Set once the run is published: what the ledger cannot take then is a warning here."""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One named step. A failing step stays `current`, so that the ledger can name it."""
        crash_point(f"before:{name}")
        self.current = name
        started = time.monotonic()
        with self._progress.step(name, LABELS[name]) as facts:
            yield
            self.seconds[name] = facts["seconds"] = round(time.monotonic() - started, 3)
        self._write(name)
        self.current = None
        crash_point(f"after:{name}")

    def _write(self, name: str) -> None:
        record = {
            "event": "step",
            "attempt": self.attempt,
            "step": name,
            "seconds": self.seconds[name],
        }
        try:
            ledger.append(self._ledger_path, record)
        except OSError as error:
            if self.unwritten is None:
                raise
            self.unwritten.append(f"the ledger lacks step {name} ({error})")
