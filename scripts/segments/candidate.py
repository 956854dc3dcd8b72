"""The disposable database of one run: landed extracts, run context and history for dbt."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import duckdb

from segments.config_params import param_values
from segments.connectors import connected_systems
from segments.errors import InputRefused
from segments.history import load_history, next_sequence
from segments.identity import RunIdentity, identify
from segments.ledger import utc_now
from segments.seed_files import Seed
from segments.settings import Settings

if TYPE_CHECKING:
    from segments.contracts import Entity
    from segments.landing import Landed

RUN_CONTEXT = """
    create or replace table landed.run_context (
        as_of_date date, extracted_at timestamp, input_hash varchar, model_hash varchar,
        scoring_run_id varchar, publish_key varchar, publish_sequence bigint)
"""
RUN_ARTIFACTS = """
    create or replace table landed.run_artifacts (artifact varchar, artifact_hash varchar)
"""


@dataclass(frozen=True)
class Context:
    """What a run knows of itself before anything is built."""

    run: RunIdentity
    publish_sequence: int
    landed: Landed


def discard_candidate(settings: Settings) -> None:
    """Remove the candidate and what spilled from it.

    The file is unlinked, never truncated: a process of an interrupted run that still holds it
    keeps the old one and does no harm.
    """
    for path in (settings.candidate, settings.candidate.with_name("segments.duckdb.wal")):
        path.unlink(missing_ok=True)
    shutil.rmtree(settings.build_dir / "tmp", ignore_errors=True)


@contextmanager
def open_candidate(
    settings: Settings, *, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the candidate with the run's limits; closed, and so unlocked, at the end."""
    settings.build_dir.mkdir(parents=True, exist_ok=True)
    limits: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit,
        "temp_directory": str(settings.build_dir / "tmp"),
    }
    with duckdb.connect(settings.candidate, read_only=read_only, config=limits) as connection:
        # It holds rows of persons that no mart shows: for the owner of the run alone.
        settings.candidate.chmod(0o600)
        yield connection


def resolve_as_of(
    asked: date | None, extracted_at: datetime | None, business_time_zone: str
) -> date:
    """The day the run stands at: the one asked for, else the day of the extraction.

    `extracted_at` is UTC. Raises InputRefused when neither is known, or when the day lies after
    the extraction: nothing is known of it yet.
    """
    if extracted_at is None:
        if asked is None:
            raise InputRefused(
                "landing/manifest.json is missing, so the as-of date is unknown. "
                "Fix: give --as-of YYYY-MM-DD, or deliver a manifest with extracted_at"
            )
        return asked
    aware = extracted_at if extracted_at.tzinfo else extracted_at.replace(tzinfo=UTC)
    extraction_day = aware.astimezone(ZoneInfo(business_time_zone)).date()
    if asked is not None and asked > extraction_day:
        raise InputRefused(
            f"--as-of {asked} lies after the extraction on {extraction_day} "
            f"(landing/manifest.json). Fix: give {extraction_day} or an earlier day"
        )
    return asked or extraction_day


def refuse_future(as_of_date: date, today: date) -> None:
    """Refuse a day that has not come: once published, every true delivery would look late.

    A day's grace covers time zones.
    """
    if as_of_date > today + timedelta(days=1):
        raise InputRefused(
            f"the run would stand at {as_of_date}, but today is {today}. Fix: correct extracted_at "
            "in landing/manifest.json, or --as-of"
        )


def write_context(connection: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Write `landed.run_context` (one row) and `landed.run_artifacts`."""
    run, extracted_at = context.run, context.landed.extracted_at
    if extracted_at is not None and extracted_at.tzinfo is not None:
        extracted_at = extracted_at.astimezone(UTC).replace(tzinfo=None)
    connection.execute(RUN_CONTEXT)
    connection.execute(
        "insert into landed.run_context values (?, ?, ?, ?, ?, ?, ?)",
        [
            run.as_of_date,
            extracted_at,
            run.input_hash,
            run.model_hash,
            run.scoring_run_id,
            run.publish_key,
            context.publish_sequence,
        ],
    )
    connection.execute(RUN_ARTIFACTS)
    connection.executemany(
        "insert into landed.run_artifacts values (?, ?)", sorted(run.artifact_hashes.items())
    )


def land(settings: Settings, entities: Mapping[str, Entity]) -> Landed:
    """Make a new candidate with the extracts of the landing folder in it, and forget old copies.

    Raises InputRefused when an extract is refused or the folder is missing.
    """
    from segments.landing import land_extracts
    from segments.landing.files import prune_copies

    if not settings.landing_dir.is_dir():
        raise InputRefused(
            f"{settings.shown(settings.landing_dir)}/ is missing. "
            "Fix: deliver the extracts there, or run `segments demo`"
        )
    discard_candidate(settings)
    settings.landed_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_candidate(settings) as connection:
        landed = land_extracts(settings.landing_dir, entities, settings.landed_dir, connection)
    prune_copies(settings.landed_dir, {file.file_sha256 for file in landed.files})
    return landed


def add_context(
    settings: Settings,
    seeds: Mapping[str, Seed],
    landed: Landed,
    asked_as_of: date | None,
    published: Collection[str],
) -> Context:
    """Identify the run, and give the candidate its context and the history it may see."""
    zone = param_values(seeds)["business_time_zone"]
    as_of_date = resolve_as_of(asked_as_of, landed.extracted_at, zone)
    refuse_future(as_of_date, utc_now().date())
    run = identify(
        as_of_date,
        landed.extracted_at,
        seeds,
        landed.input_hash,
        settings.project_dir,
        connected_systems(settings),
    )
    with open_candidate(settings) as connection:
        load_history(connection, settings.history_dir, published)
        context = Context(run, next_sequence(connection, run.publish_key), landed)
        write_context(connection, context)
    return context
