"""Runs dbt commands in a process of its own: imported once, parsed once, closed after each.

Reads one JSON object a line from standard input, {"arguments": ["build", ...]}, and answers with
one line: {"success", "error", "nodes": [{"id", "kind", "status", "message", "failures",
"seconds"}]}. The database is closed before the answer, so that another process may open it.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

# The debug log of every statement costs a tenth of a build; failures carry their own messages.
GLOBAL_FLAGS = ("--quiet", "--no-use-colors", "--log-level-file", "info")
VARIABLES = "SEGMENTS_DBT_VARS"
"""Variables as JSON that stand before those of dbt_project.yml; dbt reads none from elsewhere."""


def _claim_standard_output() -> TextIO:
    """Keep the pipe for answers; whatever dbt prints goes to standard error, the log."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    return answers


def _nodes(result: Any, told: list[str]) -> list[dict[str, Any]]:
    """What happened to each. A macro run by itself is the one node of its command, and its error
    is only in what dbt told."""
    return [
        {
            **(
                {"id": item.node.unique_id, "kind": str(item.node.resource_type)}
                if hasattr(item, "node")
                else {"id": item.unique_id, "kind": "operation"}
            ),
            "status": str(item.status),
            "message": item.message or ("" if hasattr(item, "node") else " ".join(told)),
            "failures": item.failures,
            "seconds": round(item.execution_time, 3),
        }
        for item in getattr(result, "results", None) or []
    ]


def main() -> None:
    """Answer commands until standard input ends."""
    answers = _claim_standard_output()

    from dbt.adapters.factory import cleanup_connections
    from dbt.cli.main import dbtRunner

    if os.environ.get("SEGMENTS_TARGET") == "spark":
        from segments.engines.spark_ansi import keep_ansi_mode

        keep_ansi_mode()

    def close_database() -> None:
        cleanup_connections()
        duckdb_adapter = sys.modules.get("dbt.adapters.duckdb.connections")
        if duckdb_adapter is None:
            return
        manager = duckdb_adapter.DuckDBConnectionManager
        if manager._ENV is not None:
            manager._ENV.close()
        manager.close_all_connections()

    def answer(content: dict[str, Any]) -> None:
        answers.write(json.dumps(content) + "\n")

    variables = os.environ.get(VARIABLES)
    given = ("--vars", variables) if variables else ()
    parsed = dbtRunner().invoke([*GLOBAL_FLAGS, "parse", "--profiles-dir", ".", *given])
    told: list[str] = []

    def listen(event: Any) -> None:
        if event.info.level == "error":
            told.append(event.info.msg)

    runner = dbtRunner(manifest=parsed.result if parsed.success else None, callbacks=[listen])
    answer({"ready": True})
    for line in sys.stdin:
        told.clear()
        outcome = runner.invoke([*GLOBAL_FLAGS, *json.loads(line)["arguments"], *given])
        close_database()
        answer(
            {
                "success": outcome.success,
                "error": str(outcome.exception) if outcome.exception else None,
                "nodes": _nodes(outcome.result, told),
            }
        )


if __name__ == "__main__":
    main()
