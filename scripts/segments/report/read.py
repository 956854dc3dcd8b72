"""Reads the marts of a published version, read only."""

from __future__ import annotations

from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import TypeVar

import duckdb

from segments.errors import PublishFailed
from segments.report.rows import (
    AccountGroup,
    ArrBucket,
    Finding,
    GridCell,
    Mart,
    Marts,
    NamedSegment,
    NeedState,
    RatedSegment,
    RefusedRows,
    ScoreComponent,
    ScoringRun,
    Signature,
    TierInForce,
    Variable,
)

CATALOG = "segments"
"""Views in a version call their tables by this name, so the file is attached under it."""

Row = TypeVar("Row", bound=Mart)

# Only the day of the version's own run; the quarter ends before it are history.
TODAY = (
    f"as_of_date = (select max(as_of_date) from {CATALOG}.marts.{ScoringRun.table}"
    " where is_current)"
)


def _select(
    connection: duckdb.DuckDBPyConnection,
    row_type: type[Row],
    order: str,
    where: str = "true",
) -> list[Row]:
    names = ", ".join(field.name for field in fields(row_type))
    table = f"{CATALOG}.marts.{row_type.table}"
    found = connection.execute(f"select {names} from {table} where {where} order by {order}")
    return [row_type(*values) for values in found.fetchall()]


def _refused(connection: duckdb.DuckDBPyConnection) -> list[RefusedRows]:
    found = connection.execute(
        "select entity, file_name, first_reason, count(*), min(line_number)"
        f" from {CATALOG}.marts.{RefusedRows.table} group by all"
        " order by file_name nulls last, entity, count(*) desc, first_reason"
    )
    return [RefusedRows(*values) for values in found.fetchall()]


def _account_groups(connection: duckdb.DuckDBPyConnection) -> list[AccountGroup]:
    found = connection.execute(
        "select segment_null_reason, is_in_scope, count(*)"
        f" from {CATALOG}.marts.{AccountGroup.table} group by all"
        " order by count(*) desc, segment_null_reason nulls first, is_in_scope"
    )
    return [AccountGroup(*values) for values in found.fetchall()]


def _read(connection: duckdb.DuckDBPyConnection) -> Marts:
    return Marts(
        runs=_select(
            connection,
            ScoringRun,
            "is_current desc, as_of_date desc, first_publish_sequence desc, scoring_run_id",
        ),
        segments=_select(
            connection,
            RatedSegment,
            "proposed_segment_tier, clv_proxy_amount desc nulls last, segment_id",
            TODAY,
        ),
        cells=_select(
            connection,
            GridCell,
            "band_order, firmographic_band_id, need_state_order, need_state_id",
            TODAY,
        ),
        components=_select(connection, ScoreComponent, "segment_id, component", TODAY),
        arr_buckets=_select(connection, ArrBucket, "bucket_order, bucket", TODAY),
        variables=_select(
            connection,
            Variable,
            "is_kept desc, completeness desc nulls last, variable_name",
            TODAY,
        ),
        findings=_select(
            connection,
            Finding,
            "case severity when 'error' then 1 when 'warning' then 2 else 3 end,"
            " check_label, check_id, object_id nulls first, evidence",
        ),
        signatures=_select(connection, Signature, "signed_on desc nulls last, signoff_id"),
        tiers_in_force=_select(connection, TierInForce, "segment_id, valid_from", "is_current"),
        named_segments=_select(connection, NamedSegment, "segment_id", "is_current"),
        need_states=_select(connection, NeedState, "need_state_id", TODAY),
        refused=_refused(connection),
        account_groups=_account_groups(connection),
    )


def read_marts(database: Path) -> Marts:
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
