"""The durable memory of publications: `state/history/<table>/<publish_key>.parquet`.

Appended just before the pointer moves. A key counts only once it was published, so a crash between
the two leaves files that nobody reads and the next attempt writes over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from segments.durable import fsync_path, replace_durably, temporary_beside
from segments.errors import PublishFailed
from segments.identity import RunIdentity
from segments.sql_text import literal

_SCORES = {
    "segment_id": "varchar",
    "clv_basis": "varchar",
    "clv_proxy_amount": "decimal(18,2)",
    "composite_score": "double",
    "clv_rank": "bigint",
    "clv_third": "bigint",
    "viable_account_count": "bigint",
    "proposed_segment_tier": "varchar",
    "tier_reason": "varchar",
}
_KEYS = {"publish_key": "varchar", "publish_sequence": "bigint"}
_DATED = {**_KEYS, "as_of_date": "date"}

TABLES: dict[str, dict[str, str]] = {
    "published_runs": {
        "publish_sequence": "bigint",
        "publish_key": "varchar",
        "scoring_run_id": "varchar",
        "as_of_date": "date",
        "published_at": "timestamp",
        "input_hash": "varchar",
        "model_hash": "varchar",
    },
    "run_artifacts": {
        "publish_key": "varchar",
        "scoring_run_id": "varchar",
        "artifact": "varchar",
        "artifact_hash": "varchar",
        "result_hash": "varchar",
    },
    "artifact_gates": {
        **_KEYS,
        "scoring_run_id": "varchar",
        "artifact": "varchar",
        "gate_status": "varchar",
        "draft_reasons": "varchar",
    },
    "segment_scores": {**_KEYS, "scoring_run_id": "varchar", "as_of_date": "date", **_SCORES},
    "segments": {
        **_DATED,
        "segment_id": "varchar",
        "segment_name": "varchar",
        "segment_status": "varchar",
        "owner_id": "varchar",
        "attributes_hash": "varchar",
    },
    "account_segments": {**_DATED, "account_id": "varchar", "segment_id": "varchar"},
}


@dataclass(frozen=True)
class Publication:
    """What one publication adds to the history."""

    run: RunIdentity
    publish_sequence: int
    published_at: datetime
    result_hashes: Mapping[str, str]


def _columns(table: str) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in TABLES[table].items())


def history_file(history_dir: Path, table: str, publish_key: str) -> Path:
    """Where the rows that one publication added to a table are."""
    return history_dir / table / f"{publish_key}.parquet"


def keys_without_files(history_dir: Path, keys: Collection[str]) -> list[str]:
    """Publications of which the folder lacks a table, in order."""
    return [
        key
        for key in sorted(keys)
        if not all(history_file(history_dir, table, key).exists() for table in TABLES)
    ]


def load_history(
    connection: duckdb.DuckDBPyConnection, history_dir: Path, published: Collection[str]
) -> None:
    """Make schema `history` anew: every table typed, with the rows of the published keys."""
    connection.execute("drop schema if exists history cascade")
    connection.execute("create schema history")
    for table, columns in TABLES.items():
        connection.execute(f"create table history.{table} ({_columns(table)})")
        files = [
            str(path)
            for key in sorted(published)
            if (path := history_file(history_dir, table, key)).exists()
        ]
        if files:
            connection.execute(
                f"insert into history.{table} select {', '.join(columns)} from read_parquet(?)",
                [files],
            )


def next_sequence(connection: duckdb.DuckDBPyConnection, publish_key: str) -> int:
    """The number a publication of this key has or would get; counts 1, 2, 3 …"""
    row = connection.execute(
        "select coalesce(max(publish_sequence) filter (publish_key = ?),"
        " max(publish_sequence) + 1, 1) from history.published_runs",
        [publish_key],
    ).fetchone()
    assert row is not None
    return int(row[0])


def _write(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_beside(path)
    connection.execute(f"copy ({query}) to {literal(str(temporary))} (format parquet)")
    fsync_path(temporary)
    replace_durably(temporary, path)


def _stage(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    connection.execute(f"create or replace temp table added_{table} ({_columns(table)})")
    if rows:
        marks = ", ".join("?" * len(TABLES[table]))
        connection.executemany(f"insert into added_{table} values ({marks})", rows)


def append_history(
    connection: duckdb.DuckDBPyConnection,
    history_dir: Path,
    publication: Publication,
    published: Collection[str],
) -> None:
    """Write the rows of one publication; a key that was published keeps the rows it has.

    `connection` has the candidate as its catalog, with schemas `marts` and `history`. Scores are
    kept whole; segments and memberships where they differ from the latest published state (a
    membership that ended has a null segment). Raises PublishFailed when the marts lack a column.
    """
    run = publication.run
    if run.publish_key in published:
        return
    runs = [
        (
            publication.publish_sequence,
            run.publish_key,
            run.scoring_run_id,
            run.as_of_date,
            publication.published_at.replace(tzinfo=None),
            run.input_hash,
            run.model_hash,
        )
    ]
    artifacts = [
        (run.publish_key, run.scoring_run_id, name, digest, publication.result_hashes.get(name))
        for name, digest in sorted(run.artifact_hashes.items())
    ]
    _stage(connection, "published_runs", runs)
    _stage(connection, "run_artifacts", artifacts)
    try:
        _stage_marts(connection, publication)
    except duckdb.Error as error:
        raise PublishFailed(f"the marts do not give the history its rows: {error}") from error
    write_history(connection, history_dir, run.publish_key)


def write_history(
    connection: duckdb.DuckDBPyConnection, history_dir: Path, publish_key: str
) -> None:
    """Write what the tables `added_…` of the connection hold of one publication."""
    for table, columns in TABLES.items():
        query = (
            f"select {', '.join(columns)} from added_{table} "
            f"where publish_key = {literal(publish_key)} order by all"
        )
        _write(connection, query, history_file(history_dir, table, publish_key))


def _stage_marts(connection: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    run = publication.run
    keys = "$publish_key, $publish_sequence"
    dated = f"{keys}, $as_of_date"
    values = {
        "publish_key": run.publish_key,
        "publish_sequence": publication.publish_sequence,
        "as_of_date": run.as_of_date,
    }
    for table in ("artifact_gates", "segment_scores", "segments", "account_segments"):
        _stage(connection, table, [])
    connection.execute(
        f"insert into added_artifact_gates select {keys}, $run, artifact, gate_status, "
        "draft_reasons from marts.rpt_artifact_gate",
        {key: values[key] for key in ("publish_key", "publish_sequence")}
        | {"run": run.scoring_run_id},
    )
    connection.execute(
        f"insert into added_segment_scores select {keys}, $run, as_of_date, {', '.join(_SCORES)} "
        "from marts.fct_segment_scores where as_of_date = $as_of_date",
        {**values, "run": run.scoring_run_id},
    )
    connection.execute(
        f"""
        insert into added_segments
        with latest as (
            select segment_id, attributes_hash from history.segments
            qualify row_number() over (
                partition by segment_id order by publish_sequence desc) = 1
        ),
        present as (
            select segment_id, segment_name, segment_status, owner_id, attributes_hash
            from marts.dim_segment where is_current
        )
        select {dated}, present.*
        from present left join latest using (segment_id)
        where present.attributes_hash is distinct from latest.attributes_hash
        """,
        values,
    )
    connection.execute(
        f"""
        insert into added_account_segments
        with latest as (
            select account_id, segment_id from history.account_segments
            qualify row_number() over (
                partition by account_id order by publish_sequence desc) = 1
        ),
        present as (
            select account_id, segment_id from marts.dim_account where segment_id is not null
        )
        select {dated}, account_id, present.segment_id
        from present full join latest using (account_id)
        where present.segment_id is distinct from latest.segment_id
        """,
        values,
    )
