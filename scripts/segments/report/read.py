"""Reads the marts of a published version, read only."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from segments.errors import PublishFailed
from segments.report.marts import MARTS, RUN_DATE, Mart
from segments.report.tables import Tables

CATALOG = "segments"
"""Views in a version call their tables by this name, so the file is attached under it."""


def _statement(mart: Mart) -> str:
    counts = [f"{how}({column}) as {name}" for name, (how, column) in mart.counts.items()]
    conditions = [f"{column} = ?" for column in mart.only]
    return (
        f"select {', '.join([*mart.columns, *counts])} from {CATALOG}.marts.{mart.table}"
        + (f" where {' and '.join(conditions)}" if conditions else "")
        + (" group by all" if counts else "")
        + f" order by {mart.order}"
    )


def _rows(
    connection: duckdb.DuckDBPyConnection, mart: Mart, run_date: date | None
) -> list[dict[str, Any]]:
    values = [run_date if value is RUN_DATE else value for value in mart.only.values()]
    found = connection.execute(_statement(mart), values)
    names = [*mart.columns, *mart.counts]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _read(connection: duckdb.DuckDBPyConnection) -> Tables:
    run = connection.execute(
        f"select max(as_of_date) from {CATALOG}.marts.{MARTS['runs'].table} where is_current"
    ).fetchone()
    run_date = run[0] if run else None
    rows = {name: _rows(connection, mart, run_date) for name, mart in MARTS.items()}
    return Tables(rows, run_date)


def read_tables(database: Path) -> Tables:
    """All rows of the report, in an order that the file alone decides.

    Raises PublishFailed when the file is no version or lacks a table or column.
    """
    quoted_path = str(database).replace("'", "''")
    try:
        with closing(duckdb.connect(config={"threads": 2})) as connection:
            connection.execute(f"attach '{quoted_path}' as {CATALOG} (read_only)")
            return _read(connection)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise PublishFailed(
            f"{database.name}: the report cannot be read from this version ({reason}); "
            "run `segments refresh` to publish one with all marts"
        ) from error
