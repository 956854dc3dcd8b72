"""The command line `segments`: reads options, calls one function, says how it ended."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from segments import (  # noqa: F401 - they register their commands
    cli_building,
    cli_connectors,
    cli_parity,
    cli_published,
)
from segments.cli_session import app, session
from segments.errors import SegmentsError
from segments.failures import translate
from segments.progress import log_traceback


@app.callback()
def _options(
    project_dir: Annotated[
        Path | None, typer.Option(help="A folder in the project; the working folder.")
    ] = None,
) -> None:
    session.project_dir = project_dir


def _log_file() -> Path | None:
    try:
        return session.settings().log_file
    except SegmentsError:
        return None


def run_command(command: Callable[[], None]) -> int:
    """Exit code of a command; what it raises becomes one plain line, never a traceback."""
    try:
        command()
    except Exception as error:  # noqa: BLE001 - the last line of defence
        known = translate(error)
        if known is not None:
            session.show().error(str(known), known.exit_code)
            return known.exit_code
        log_file = _log_file()
        if log_file is not None:
            log_traceback(log_file, error)
        session.show().error(
            f"unexpected {type(error).__name__}; the last published version goes on serving. "
            f"Details in {log_file or 'no log: no project here'}",
            SegmentsError.exit_code,
        )
        return SegmentsError.exit_code
    return 0


def main() -> None:
    """Entry point: the process's exit code is the outcome."""
    try:
        code = run_command(app)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    sys.exit(code)
