"""Made-up marts, staged and made current as a run does, without dbt."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from conftest import connect
from segments.engines import Engine, engine_for
from segments.history import TABLES, write_history
from segments.pointer import Version
from segments.settings import Settings

ROWS = 500
MARTS = {
    "dim_account": "select n as account_number, {number} as version_number",
    "rpt_tier_matrix": "select n as row_number, {number} as version_number",
}


class Publications:
    """One made-up project on PostgreSQL; `publish(n)` gives readers version n."""

    def __init__(self, folder: Path, **settings: object) -> None:
        (folder / "dbt_project.yml").touch()
        self.settings = Settings(project_dir=folder, **settings).for_target("postgres")
        self.settings.build_dir.mkdir(parents=True)
        self.marts = dict(MARTS)

    def engine(self) -> Engine:
        return engine_for(self.settings)

    def build(self, number: int) -> None:
        """The same marts in the candidate and, as dbt leaves them, in the database."""
        with closing(connect()) as connection, connection.cursor() as cursor:
            cursor.execute("drop schema if exists segments_marts cascade")
            cursor.execute("create schema segments_marts")
            for name, query in self.marts.items():
                cursor.execute(
                    f"create table segments_marts.{name} as {query.format(number=number)} "
                    f"from generate_series(1, {ROWS}) as s (n)"
                )
                cursor.execute(f"comment on table segments_marts.{name} is 'Made up.'")
        with duckdb.connect(str(self.settings.candidate)) as candidate:
            candidate.execute("create schema if not exists marts")
            for name, query in self.marts.items():
                candidate.execute(
                    f"create or replace table marts.{name} as {query.format(number=number)} "
                    f"from generate_series(1, {ROWS}) as s (n)"
                )

    def remember(self, version: Version) -> None:
        """The history's files of a publication, as the step before leaves them."""
        with duckdb.connect() as connection:
            for table, columns in TABLES.items():
                kinds = ", ".join(f"{name} {kind}" for name, kind in columns.items())
                connection.execute(f"create table added_{table} ({kinds})")
            connection.execute(
                "insert into added_published_runs values (?, ?, ?, ?, ?, 'input', 'model')",
                [
                    int(version.publish_key[1:]),
                    version.publish_key,
                    version.scoring_run_id,
                    date.fromisoformat(version.as_of_date),
                    version.moment.replace(tzinfo=None),
                ],
            )
            connection.execute(
                "insert into added_segments values (?, 1, ?, 'small--a', 'O''Neil \\ \"x\", ä', "
                "'active', null, '')",
                [version.publish_key, date.fromisoformat(version.as_of_date)],
            )
            write_history(connection, self.settings.history_dir, version.publish_key)

    def publish(self, engine: Engine, number: int) -> Version:
        self.build(number)
        version = version_of(number)
        engine.stage(version.name)
        self.remember(version)
        engine.make_current(version)
        return version


def version_of(number: int) -> Version:
    moment = datetime(2026, 7, 1, tzinfo=UTC) + timedelta(seconds=number)
    return Version(
        file=f"versions/{moment:%Y%m%dT%H%M%SZ}_{number:016x}.duckdb",
        sha256="",
        scoring_run_id=f"{number:016x}",
        publish_key=f"k{number}",
        publish_sequence=number,
        as_of_date="2026-06-30",
        contract_version="1.0.0",
        published_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        attempt=f"attempt-{number}",
        is_backfill=False,
        tables={},
    )
