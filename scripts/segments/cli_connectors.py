"""Commands about systems with a layout of their own: run one alone, check what it maps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segments.cli_session import (
    CONNECTING,
    AsOf,
    app,
    command,
    day_option,
    say_outcome,
    session,
)

if TYPE_CHECKING:
    from datetime import date

    from segments.settings import Settings

EXAMPLES = Path("../shared/data")

connectors = typer.Typer(no_args_is_help=True, help="Systems with a layout of their own.")
app.add_typer(connectors, name="connectors", rich_help_panel=CONNECTING)

Name = Annotated[str, typer.Argument(help="A folder of models/staging.")]
Data = Annotated[Path | None, typer.Option("--data", help=f"Folder of its files; {EXAMPLES}/NAME.")]


def prepared_example(
    settings: Settings, name: str, data: Path | None, as_of: date | None
) -> Settings:
    """Settings of a run of one connector alone, with all in place that it reads."""
    from segments.connectors.example import example_settings, prepare

    own = example_settings(settings, name)
    prepare(own, settings.seeds_dir, data or settings.project_dir / EXAMPLES / name, as_of)
    return own


@command(CONNECTING, "example maven_crm", "example my_crm --data exports --as-of 2026-06-30")
def example(name: Name, data: Data = None, as_of: AsOf = None) -> None:
    """Run one connector alone, from a folder of its files to published-examples/NAME/."""
    from segments.refresh import Options, refresh

    show = session.show()
    own = prepared_example(session.settings(), name, data, day_option("--as-of", as_of))
    raise typer.Exit(say_outcome(own, refresh(own, Options(), show)))


@command(
    CONNECTING,
    "connectors check maven_crm",
    "connectors check my_crm --data exports --as-of 2026-06-30",
    of=connectors,
)
def check(name: Name, data: Data = None, as_of: AsOf = None) -> None:
    """Say what a connector maps on its files, what is missing and which outputs that costs."""
    from segments.config_check import check_configuration
    from segments.connectors.check import lines, stage
    from segments.connectors.example import example_settings, prepare

    settings, show = session.settings(), session.show()
    folder = data or settings.project_dir / EXAMPLES / name
    own = example_settings(settings, name)
    prepare(own, settings.seeds_dir, folder, day_option("--as-of", as_of))
    seeds = check_configuration(own.seeds_dir)
    costs = {row["entity"]: row["rests_on_it"] for row in seeds["cfg_entities"].rows}
    for line in lines(own, name, stage(own, name), costs):
        show.line(line)
