"""The command that holds two engines to the same rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segments.cli_session import CONNECTING, AsOf, command, current_version, day_option, session
from segments.errors import InputRefused
from segments.settings import DEFAULT_TARGET

if TYPE_CHECKING:
    from datetime import date

    from segments.settings import Settings

DIFFERENT = 1


@command(
    CONNECTING,
    "parity --target postgres",
    "parity --target spark --against postgres --connector maven_crm",
)
def parity(
    against: Annotated[str, typer.Option(help="The other engine.")] = DEFAULT_TARGET,
    connector: Annotated[
        str | None, typer.Option(help="An example in place of the nightly run.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the example's files.")] = None,
    as_of: AsOf = None,
) -> None:
    """Build a tenant on two engines and compare every mart row by row; exit 1 where one differs."""
    import duckdb

    from segments.parity import compare, describe, mart_keys
    from segments.parity.readers import duckdb_reader

    left, right = against, session.settings().target
    if left == right:
        raise InputRefused(f"{left} is the same as itself. Fix: name another engine in --target")
    day = day_option("--as-of", as_of)
    sides = [_published(target, connector, data, day) for target in (left, right)]
    files, sequences = zip(*sides, strict=True)
    with (
        duckdb.connect(files[0], read_only=True) as first,
        duckdb.connect(files[1], read_only=True) as second,
    ):
        keys = mart_keys(session.settings().contracts_dir)
        comparison = compare(keys, duckdb_reader(first), duckdb_reader(second))
    if sequences[0] != sequences[1]:
        session.show().warning(
            f"{left} and {right} have published different numbers of times ({sequences[0]} and "
            f"{sequences[1]}), so what the marts say of earlier runs differs. Fix: compare in a "
            "folder and a database that are new to both"
        )
    for line in describe(comparison, left, right):
        session.show().line(line)
    if not comparison.is_same:
        raise typer.Exit(DIFFERENT)


def _published(
    target: str, connector: str | None, data: Path | None, day: date | None
) -> tuple[Path, int]:
    """The marts that readers of one engine have after a run, and the number of the publication."""
    from segments.cli_connectors import prepared_example
    from segments.refresh import Options, refresh

    session.target = target
    settings: Settings = session.settings()
    if connector is not None:
        settings = prepared_example(settings, connector, data, day)
    session.show().line(f"On {target}")
    refresh(settings, Options(day if connector is None else None), session.show())
    version = current_version(settings)
    return version.path(settings.published_dir), version.publish_sequence
