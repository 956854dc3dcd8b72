"""The command line `segments`: reads options, calls one function, says how it ended."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from segments import cli_connectors, cli_published  # noqa: F401 - register their commands
from segments.cli_session import (
    AsOf,
    JsonLogs,
    app,
    day_option,
    say_outcome,
    session,
    speak,
)
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


@app.command()
def demo(
    out: Annotated[Path | None, typer.Option(help="The landing folder.")] = None,
    accounts: Annotated[int, typer.Option(min=1)] = 6000,
    months: Annotated[int, typer.Option(min=1)] = 60,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of the extraction.")
    ] = None,
    market_universe: Annotated[
        bool, typer.Option("--market-universe", help="Add what exists in the market.")
    ] = False,
) -> None:
    """Write the extracts of a made-up company; the same options give the same files."""
    from segments.demo import write_demo

    settings = session.settings()
    folder = out or settings.landing_dir
    chosen = {"seed": seed, "as_of": day_option("--as-of", as_of)}
    given = {name: value for name, value in chosen.items() if value is not None}
    write_demo(folder, accounts, months, market_universe=market_universe, **given)
    session.show().line(f"Wrote a demo tenant of {accounts:,} accounts to {folder}")


@app.command()
def land(as_of: AsOf = None, json_logs: JsonLogs = False) -> None:
    """Land the extracts only, so that a plain `dbt build` has something to read."""
    from segments.attempt import reconcile
    from segments.candidate import add_context
    from segments.candidate import land as land_candidate
    from segments.config_check import check_configuration
    from segments.connectors import landing_entities
    from segments.lock import exclusive

    settings, show = session.settings(), speak(json_logs)
    with exclusive(settings.lock_file):
        published = reconcile(settings)
        seeds = check_configuration(settings.seeds_dir)
        landed = land_candidate(settings, landing_entities(settings))
        context = add_context(settings, seeds, landed, day_option("--as-of", as_of), published)
    for warning in landed.warnings:
        show.warning(warning)
    show.line(
        f"Landed {landed.total_records:,} records as of {context.run.as_of_date} "
        f"({landed.total_rejected:,} rejected) in {settings.shown(settings.candidate)}"
    )


@app.command()
def check() -> None:
    """Check the configuration and the contracts; builds nothing."""
    from segments.config_check import check_configuration
    from segments.connectors import landing_entities

    settings = session.settings()
    seeds = check_configuration(settings.seeds_dir)
    entities = landing_entities(settings)
    raw = sum(entity.is_raw for entity in entities.values())
    session.show().line(
        f"{len(seeds)} seeds and {len(entities) - raw} governed entities"
        f"{f' and {raw} raw tables' if raw else ''} are consistent"
    )


@app.command()
def refresh(
    as_of: AsOf = None,
    full_refresh: Annotated[
        bool, typer.Option(help="Build and publish again though nothing changed.")
    ] = False,
    target: Annotated[str | None, typer.Option(help="dbt target.")] = None,
    json_logs: JsonLogs = False,
) -> None:
    """Land, build, audit and publish; readers see the last version until the new one is whole."""
    from segments.refresh import Options
    from segments.refresh import refresh as run_refresh

    settings, show = session.settings(), speak(json_logs)
    options = Options(day_option("--as-of", as_of), full_refresh, target)
    raise typer.Exit(say_outcome(settings, run_refresh(settings, options, show)))


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
