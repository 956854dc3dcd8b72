"""The nightly run: write, audit, publish. Readers see the last version until the pointer moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from segments import ledger
from segments.attempt import (
    NOTHING_NEW,
    PUBLISHED,
    Outcome,
    attempt_id,
    log_traceback_quietly,
    reconcile,
    record_end,
)
from segments.candidate import Context, add_context, land, open_candidate
from segments.config_check import check_configuration
from segments.connectors import dbt_environment, landing_entities
from segments.engines import Engine, engine_for
from segments.errors import AuditRefused, InputRefused
from segments.gates import check_quarantine_share, dbt_arguments, run_contract, run_dbt
from segments.history import Publication, append_history
from segments.identity import RunIdentity, result_hashes
from segments.lock import exclusive
from segments.pointer import Version, move_pointer, read_pointer
from segments.preflight import check_disk, sweep_leftovers
from segments.progress import Progress
from segments.publish import copy_marts, file_sha256, seal_version, verify_copy
from segments.report_file import write_report
from segments.settings import Settings
from segments.steps import Steps
from segments.versions import list_versions, may_move, prune, rollback_holds
from segments.workers import Worker

if TYPE_CHECKING:
    from segments.contracts import Entity
    from segments.seed_files import Seed


@dataclass(frozen=True)
class Options:
    """`as_of` in place of the day of the extraction; `full_refresh` also rebuilds an unchanged
    run."""

    as_of: date | None = None
    full_refresh: bool = False


@dataclass
class _Run:
    """What the steps of one attempt share."""

    settings: Settings
    options: Options
    engine: Engine
    steps: Steps
    seeds: Mapping[str, Seed]
    entities: dict[str, Entity]
    published: set[str]
    warnings: list[str] = field(default_factory=list)
    quarantined: dict[str, int] = field(default_factory=dict)


def _worker(settings: Settings, name: str, module: str) -> Worker:
    environment = {
        **dbt_environment(settings),
        "SEGMENTS_MEMORY_LIMIT": settings.memory_limit,
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
    }
    log_file = settings.build_dir / "logs" / f"{name}.log"
    return Worker(name, module, settings.project_dir, log_file, environment)


def _contract_version(settings: Settings) -> str | None:
    path = settings.contracts_dir / "marts.odcs.yaml"
    if not path.exists():
        return None
    from segments.contracts import load_contract

    return next((entity.contract_version for entity in load_contract(path)), None)


def _build_and_audit(run: _Run, context: Context, dbt: Worker, gx: Worker) -> None:
    """From landed extracts to a candidate that keeps its contract.

    Raises BuildFailed, InputRefused (quarantine share, contract on core), AuditRefused.
    """
    settings, options = run.settings, run.options
    engine = run.engine
    suite = {**engine.contract_place(), "as_of_date": context.run.as_of_date.isoformat()}
    limit = settings.build_timeout_seconds
    with run.steps.step("build_core"):
        engine.load()
        dbt.wait_ready(settings.ready_timeout_seconds)
        arguments = dbt_arguments("core", options.full_refresh)
        run.warnings += run_dbt(dbt, arguments, limit, "building core")
        engine.fetch_quarantine()
        with open_candidate(settings, read_only=True) as connection:
            run.quarantined = check_quarantine_share(connection, run.entities)
    with run.steps.step("contract_core"):
        gx.wait_ready(settings.ready_timeout_seconds)
        run.warnings += run_contract(
            gx,
            {"suite": "core", **suite},
            settings.contract_timeout_seconds,
            "contract on core",
            InputRefused,
        )
    with run.steps.step("build_marts"):
        arguments = dbt_arguments("marts", options.full_refresh)
        run.warnings += run_dbt(dbt, arguments, limit, "building the marts")
    with run.steps.step("contract_candidate"):
        run.warnings += run_contract(
            gx,
            {"suite": "candidate", **suite},
            settings.contract_timeout_seconds,
            "contract on the candidate",
            AuditRefused,
        )
        engine.fetch_marts()


def _write_version(run: _Run, context: Context) -> Version:
    """Copy and verify; the version is complete and no reader sees it yet."""
    settings, identity = run.settings, context.run
    published_at = ledger.utc_now()
    name = f"{published_at:%Y%m%dT%H%M%SZ}_{identity.scoring_run_id}"
    base = settings.published_dir / "versions" / name
    with run.steps.step("copy"):
        copy_marts(settings.candidate, base, settings.memory_limit)
        run.engine.stage(name)
    with run.steps.step("verify"):
        tables = verify_copy(settings.candidate, base)
        version = Version(
            file=f"versions/{name}.duckdb",
            sha256=file_sha256(base.with_name(f"{name}.duckdb")),
            scoring_run_id=identity.scoring_run_id,
            publish_key=identity.publish_key,
            publish_sequence=context.publish_sequence,
            as_of_date=identity.as_of_date.isoformat(),
            contract_version=_contract_version(settings),
            published_at=ledger.utc_text(published_at),
            attempt=run.steps.attempt,
            is_backfill=not may_move(settings.published_dir, identity.as_of_date.isoformat()),
            tables=tables,
        )
        seal_version(settings.published_dir, version)
    return version


def _make_current(run: _Run, context: Context, version: Version) -> None:
    settings = run.settings
    with run.steps.step("history"), open_candidate(settings, read_only=True) as connection:
        publication = Publication(
            context.run, context.publish_sequence, version.moment, result_hashes(connection)
        )
        append_history(connection, settings.history_dir, publication, run.published)
    with run.steps.step("pointer"):
        run.engine.make_current(version)
        move_pointer(settings.published_dir, version)
        run.steps.unwritten = run.warnings


def _report(run: _Run, version: Version) -> None:
    facts: dict[str, Any] = {
        **version.to_json(),
        "warnings": run.warnings,
        "quarantined": run.quarantined,
        "seconds": run.steps.seconds,
    }
    write_report(run.settings, version, facts)


def _afterwards(run: _Run, what: str, work: Callable[[], object]) -> None:
    """What follows the pointer cannot fail the run: the tables are published already."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - whatever it is, the publication stands
        log_traceback_quietly(run.settings, error)
        run.warnings.append(
            f"{what} failed after the tables were published ({type(error).__name__}: {error}); "
            "see build/logs/segments.log"
        )


def _nothing_new(settings: Settings, engine: Engine, identity: RunIdentity) -> str | None:
    """Why this run would give readers nothing; None when it would."""
    folder, key = settings.published_dir, identity.publish_key
    current = read_pointer(folder)
    if current is None or not engine.serves(current.name):
        return None
    if current.publish_key == key:
        return f"{current.name} is published already"
    if rollback_holds(folder, settings.ledger, key):
        return (
            f"the rollback to {current.name} holds until something changes or "
            "--full-refresh is given"
        )
    if not may_move(folder, identity.as_of_date.isoformat()):
        kept = [v.name for v in list_versions(folder) if v.publish_key == key]
        if kept:
            return f"{kept[-1]} as of {identity.as_of_date} is kept already"
    return None


def _run_steps(run: _Run, dbt: Worker, gx: Worker) -> Outcome:
    settings = run.settings
    with run.steps.step("land"):
        landed = land(settings, run.entities)
        run.warnings += landed.warnings
        context = add_context(settings, run.seeds, landed, run.options.as_of, run.published)
    reason = None if run.options.full_refresh else _nothing_new(settings, run.engine, context.run)
    if reason is not None:
        return Outcome(NOTHING_NEW, None, run.warnings, reason)

    _build_and_audit(run, context, dbt, gx)
    version = _write_version(run, context)
    if not version.is_backfill:
        _make_current(run, context, version)
        with run.steps.step("report"):
            _afterwards(run, "the report", lambda: _report(run, version))
    with run.steps.step("prune"):
        keep = settings.keep_versions
        _afterwards(run, "pruning", lambda: prune(settings.published_dir, keep, also=version.name))
        _afterwards(run, "pruning", lambda: run.engine.prune(keep))
    return Outcome(PUBLISHED, version, run.warnings)


def _attempt(
    settings: Settings, options: Options, engine: Engine, steps: Steps, published: set[str]
) -> Outcome:
    with ExitStack() as workers:
        with steps.step("preflight"):
            seeds = check_configuration(settings.seeds_dir)
            entities = landing_entities(settings)
            check_disk(settings, read_pointer(settings.published_dir))
            sweep_leftovers(settings)
            # Both import for seconds; they do it while the extracts land.
            dbt = workers.enter_context(_worker(settings, "dbt", "segments.dbt_worker"))
            gx = workers.enter_context(_worker(settings, "gx", "segments.contracts.gx_worker"))
            engine.dbt = dbt
        run = _Run(settings, options, engine, steps, seeds, entities, published)
        return _run_steps(run, dbt, gx)


def refresh(settings: Settings, options: Options, progress: Progress) -> Outcome:
    """One whole run under the lock.

    Raises a SegmentsError whose `exit_code` tells the kind of failure; the last published version
    then goes on serving. Whatever else is raised is a bug, or disk and memory (`failures.py`).
    """
    with exclusive(settings.lock_file), engine_for(settings) as engine:
        published = reconcile(settings, engine)
        steps = Steps(settings.ledger, attempt_id(), progress)
        started = {
            "event": "started",
            "attempt": steps.attempt,
            "at": ledger.utc_text(ledger.utc_now()),
        }
        ledger.append(settings.ledger, started)
        try:
            outcome = _attempt(settings, options, engine, steps, published)
        except BaseException as error:
            # A full disk may refuse the line too: the first error is the one to tell, and the
            # next start finishes the attempt.
            with suppress(OSError):
                record_end(settings, steps, error=error)
            raise
        try:
            record_end(settings, steps, outcome)
        except OSError as error:
            if steps.unwritten is None:
                raise
            steps.unwritten.append(f"the ledger lacks the end of this run ({error})")
        return outcome
