"""What people and log collectors see of a run: a spinner and lines, JSON lines, or faults only."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from rich.console import Console

from segments.summary import Summary

SECRET_NAME = re.compile(r"secret|token|password|passwd|api_?key", re.IGNORECASE)
SECRET_ENVIRONMENT = "DBT_ENV_SECRET_"
HIDDEN = "[hidden]"


def redact(_logger: object, _method: str, event: Any) -> Any:
    """structlog processor: hides values of secret names and the secrets of the environment."""
    secrets = [v for k, v in os.environ.items() if k.startswith(SECRET_ENVIRONMENT) and v]
    for key, value in event.items():
        if SECRET_NAME.search(key):
            event[key] = HIDDEN
        elif isinstance(value, str):
            for secret in secrets:
                value = value.replace(secret, HIDDEN)
            event[key] = value
    return event


class Progress:
    """One way of showing a run. `as_json` wins over the terminal; `quiet` shows what needs a
    person, warnings and errors, on standard error."""

    def __init__(self, as_json: bool = False, quiet: bool = False) -> None:
        self._json: Any = None
        self._is_quiet = quiet
        if as_json:
            self._json = structlog.wrap_logger(
                structlog.PrintLogger(sys.stdout),
                processors=[
                    structlog.processors.add_log_level,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                    redact,
                    structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
                ],
            )
        self._out = Console(highlight=False, soft_wrap=True)
        self._errors = Console(highlight=False, soft_wrap=True, stderr=True)

    @contextmanager
    def step(self, name: str, label: str) -> Iterator[dict[str, Any]]:
        """Show one step; the caller puts `seconds` into the yielded dictionary at its end."""
        facts: dict[str, Any] = {}
        if self._json is None and not self._is_quiet and self._out.is_terminal:
            with self._out.status(f"{label} …"):
                yield facts
        else:
            yield facts
        if self._json is not None:
            self._json.info("step", step=name, **facts)
        else:
            self.line(f"{label:<44}{facts['seconds']:>8.1f} s")

    def line(self, text: str, **facts: Any) -> None:
        """One plain line for people; in JSON one event with its facts."""
        if self._json is not None:
            self._json.info(text, **facts)
        elif not self._is_quiet:
            self._out.print(text, markup=False)

    def summary(self, summary: Summary) -> None:
        """The lines of a summary under each other; in JSON one event."""
        if self._json is not None:
            self._json.info("summary", **summary.facts())
            return
        self.line("")
        for heading, text in summary.lines():
            self.line(f"{heading:<14}{text}")

    def warning(self, text: str) -> None:
        if self._json is not None:
            self._json.warning(text)
        else:
            console = self._errors if self._is_quiet else self._out
            console.print(f"warning: {text}", markup=False, style="yellow")

    def error(self, text: str, exit_code: int) -> None:
        if self._json is not None:
            self._json.error(text, exit_code=exit_code)
        else:
            self._errors.print(f"error: {text}", markup=False, style="red")


def log_traceback(log_file: Path, error: BaseException) -> None:
    """Append a traceback to the log file, where only developers look."""
    log_file.parent.mkdir(parents=True, exist_ok=True)
    logger = logging.getLogger("segments")
    handler = logging.FileHandler(log_file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    try:
        logger.error("unexpected %s", type(error).__name__, exc_info=error)
    finally:
        logger.removeHandler(handler)
        handler.close()
