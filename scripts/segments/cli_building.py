"""Commands that land and build: demo, land, check, refresh."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segments.cli_session import (
    NIGHTLY,
    STARTING,
    AsOf,
    command,
    day_option,
    say_outcome,
    session,
)
from segments.errors import InputRefused


@command(STARTING, "demo", "demo --accounts 300 --out landing-small")
def demo(
    out: Annotated[Path | None, typer.Option(help="The landing folder.")] = None,
    accounts: Annotated[int, typer.Option(min=1, help="How many accounts.")] = 6000,
    months: Annotated[int, typer.Option(min=1, help="Months of history.")] = 60,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Another number is another company.")
    ] = None,
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
    if folder.exists() and not folder.is_dir():
        raise InputRefused(f"{folder}: a file is there already. Fix: give a folder with --out")
    chosen = {"seed": seed, "as_of": day_option("--as-of", as_of)}
    given = {name: value for name, value in chosen.items() if value is not None}
    write_demo(folder, accounts, months, market_universe=market_universe, **given)
    session.show().line(f"Wrote a demo tenant of {accounts:,} accounts to {folder}")


@command(STARTING, "land", "land --as-of 2026-06-30")
def land(as_of: AsOf = None) -> None:
    """Land the extracts only, so that a plain `dbt build` has something to read."""
    from segments.attempt import reconcile
    from segments.candidate import add_context
    from segments.candidate import land as land_candidate
    from segments.config_check import check_configuration
    from segments.connectors import landing_entities
    from segments.engines import engine_for
    from segments.lock import exclusive

    settings, show = session.settings(), session.show()
    with exclusive(settings.lock_file), engine_for(settings) as engine:
        published = reconcile(settings, engine)
        seeds = check_configuration(settings.seeds_dir)
        landed = land_candidate(settings, landing_entities(settings))
        context = add_context(settings, seeds, landed, day_option("--as-of", as_of), published)
        engine.load()
    for warning in landed.warnings:
        show.warning(warning)
    show.line(
        f"Landed {landed.total_records:,} records as of {context.run.as_of_date} "
        f"({landed.total_rejected:,} rejected) in {settings.shown(settings.candidate)}"
    )


@command(STARTING, "check")
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


@command(
    NIGHTLY,
    "refresh",
    "refresh --quiet",
    "refresh --as-of 2026-06-30 --full-refresh",
    "refresh --target postgres",
    "refresh --json-logs | jq 'select(.event == \"summary\")'",
)
def refresh(
    as_of: AsOf = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Build and publish again though nothing changed.")
    ] = False,
) -> None:
    """Land, build, audit and publish; readers see the last version until the new one is whole."""
    from segments.refresh import Options
    from segments.refresh import refresh as run_refresh

    settings, show = session.settings(), session.show()
    options = Options(day_option("--as-of", as_of), full_refresh)
    raise typer.Exit(say_outcome(settings, run_refresh(settings, options, show)))
