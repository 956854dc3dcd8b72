"""Child processes that take JSON lines and answer with JSON lines, in process groups of their own.

A worker is started early so that its imports overlap other steps. It is killed as a group when it
runs past its limit and, on Linux, when this process dies however it dies.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from segments.errors import InfrastructureFailed, SegmentsError, TimedOut

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Worker:
    """One child running `python -m <module>`; its standard error goes to `log_file`."""

    def __init__(
        self,
        name: str,
        module: str,
        cwd: Path,
        log_file: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.log_file = log_file
        log_file.parent.mkdir(parents=True, exist_ok=True)
        self._log = log_file.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._is_ready = False

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _answer(self, seconds: float, doing: str) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(deadline - time.monotonic(), 0))
            except queue.Empty:
                self.kill()
                raise TimedOut(
                    f"{doing} took longer than {seconds:g} seconds and was stopped; "
                    "raise the limit (SEGMENTS_*_TIMEOUT_SECONDS) if that is normal"
                ) from None
            if line is None:
                raise self._ended(doing)
            try:
                answer = json.loads(line)
            except ValueError:
                continue  # a library printed to standard output
            if isinstance(answer, dict):
                return answer

    def _ended(self, doing: str) -> SegmentsError:
        code = self._process.wait()
        self.kill()
        if code == -signal.SIGKILL:
            return InfrastructureFailed(
                f"{doing}: the {self.name} process was killed, most likely for lack of memory; "
                "lower SEGMENTS_MEMORY_LIMIT or give the machine more"
            )
        return SegmentsError(
            f"{doing}: the {self.name} process ended with code {code}; see {self.log_file}"
        )

    def wait_ready(self, seconds: float) -> None:
        """Return once the imports are done. Raises like `ask`."""
        if not self._is_ready:
            self._answer(seconds, f"starting {self.name}")
            self._is_ready = True

    def ask(self, message: Mapping[str, Any], seconds: float, doing: str) -> dict[str, Any]:
        """Send one command and wait for its answer, at most `seconds`.

        Raises TimedOut after killing the worker's group, InfrastructureFailed when it was killed
        from outside, SegmentsError when it ended by itself.
        """
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # the missing answer tells it better
            self._process.stdin.write(json.dumps(message).encode("utf-8") + b"\n")
            self._process.stdin.flush()
        return self._answer(seconds, doing)

    def kill(self) -> None:
        """End the whole group at once; does nothing when it has ended."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._log.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self._reader.join(timeout=1)
