"""Where a run's models are built and its readers read: DuckDB, PostgreSQL or Spark.

Landing, the copy of the marts, the report, the ledger and the history are the same on all of them:
they work on the candidate, a DuckDB file. An engine takes what was landed in it, gives back what
was built, and makes a version current for readers of its own.
"""

from __future__ import annotations

from segments.engines.engine import Engine
from segments.settings import Settings

__all__ = ["Engine", "engine_for"]


def engine_for(settings: Settings) -> Engine:
    """The engine of the settings' target, not yet opened. Its library is imported here: the
    default installation has none but DuckDB's."""
    if settings.target == "postgres":
        from segments.engines.postgres import PostgresEngine

        return PostgresEngine(settings)
    if settings.target == "spark":
        from segments.engines.spark import SparkEngine

        return SparkEngine(settings)
    return Engine(settings)
