"""A process that judges suites on request, so that the slow import overlaps with other work.

    python -m segments.contracts.gx_worker [CONTRACTS_DIR, default contracts]

It prints `{"ready": true}` when Great Expectations is loaded, then answers one JSON line for each
line it reads, until its input ends:

    {"suite": "core" | "candidate", "as_of_date": "YYYY-MM-DD",
     "target": "duckdb", "database": path} or {…, "target": "postgres", "schema": name}
    {"success": …, "failures": […], "warnings": […], "checked": n, "seconds": s}

An error is answered as `{"error": message, "kind": class, "exit_code": n}` and the loop goes on.
Standard output holds these lines and nothing else: what libraries print goes to standard error.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from segments.contracts import gx_shim
from segments.contracts.documents import suite_tables
from segments.contracts.expectations import run_suite
from segments.contracts.stores import Store, store_of
from segments.errors import InputRefused, SegmentsError

SUITES = ("core", "candidate")
ISO_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def answer(contracts_dir: Path, line: str) -> dict[str, Any]:
    """The reply to one request line; raises nothing."""
    try:
        suite, store, as_of_date = _request(line)
        tables = suite_tables(contracts_dir, marts=suite == "candidate")
        if not tables:
            raise InputRefused(f"{contracts_dir}: no contract governs the suite '{suite}'")
        return asdict(run_suite(store, tables, as_of_date))
    except Exception as error:  # noqa: BLE001 - the loop must answer whatever happens
        is_known = isinstance(error, SegmentsError)
        return {
            "error": str(error),
            "kind": type(error).__name__,
            "exit_code": error.exit_code if is_known else SegmentsError.exit_code,
        }


def _request(line: str) -> tuple[str, Store, date]:
    try:
        request = json.loads(line)
        suite, iso_date = request["suite"], request["as_of_date"]
        if suite not in SUITES or not ISO_DATE.match(iso_date):
            raise ValueError("a value is not of the form asked for")
        return suite, store_of(request), date.fromisoformat(iso_date)
    except (ValueError, KeyError, TypeError) as error:
        raise InputRefused(
            f"request refused ({type(error).__name__}: {error}); send one JSON object with suite "
            f"({' or '.join(SUITES)}), as_of_date (YYYY-MM-DD), target, and database (path) or "
            "schema"
        ) from error


def serve(contracts_dir: Path, requests: TextIO, replies: TextIO) -> None:
    """Announce readiness, then answer each line until the input ends."""
    gx_shim.load_great_expectations()
    _reply(replies, {"ready": True})
    for line in requests:
        if line.strip():
            _reply(replies, answer(contracts_dir, line))


def _reply(replies: TextIO, message: dict[str, Any]) -> None:
    replies.write(json.dumps(message) + "\n")
    replies.flush()


def _claim_standard_output() -> TextIO:
    """Standard output for the replies alone; its descriptor now leads to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return replies


if __name__ == "__main__":
    serve(Path((sys.argv[1:] or ["contracts"])[0]), sys.stdin, _claim_standard_output())
