"""Commands about systems with a layout of their own: run one alone, check what it maps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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

EXAMPLES = Path("../shared/data")

connectors = typer.Typer(no_args_is_help=True, help="Systems with a layout of their own.")
app.add_typer(connectors, name="connectors", rich_help_panel=CONNECTING)

Name = Annotated[str, typer.Argument(help="A folder of models/staging.")]
Data = Annotated[Path | None, typer.Option("--data", help=f"Folder of its files; {EXAMPLES}/NAME.")]


@command(CONNECTING, "example maven_crm", "example my_crm --data exports --as-of 2026-06-30")
def example(name: Name, data: Data = None, as_of: AsOf = None) -> None:
    """Run one connector alone, from a folder of its files to published-examples/NAME/."""
    from segments.connectors.example import prepare
    from segments.refresh import Options, refresh

    settings, show = session.settings(), session.show()
    folder = data or settings.project_dir / EXAMPLES / name
    own = prepare(settings, name, folder, day_option("--as-of", as_of))
    raise typer.Exit(say_outcome(own, refresh(own, Options(), show)))
