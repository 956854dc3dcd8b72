"""What the commands share: the application, the project they work in, how they speak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from segments.config_params import parse_date
from segments.errors import InputRefused
from segments.pointer import Version, read_pointer
from segments.progress import Progress
from segments.settings import Settings, load_settings
from segments.summary import read_summary

if TYPE_CHECKING:
    from segments.attempt import Outcome

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Landed extracts to a published, audited tier matrix.",
)


NIGHTLY, DECIDING, KEEPING = "Every run", "Deciding", "What is published"
STARTING, CONNECTING = "Starting", "Connecting"


Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Warnings and errors only.")]
JsonLogs = Annotated[bool, typer.Option("--json-logs", help="One JSON object a line.")]
Target = Annotated[
    str | None, typer.Option(help="duckdb, postgres or spark.", show_default="duckdb")
]
COMMON = {"target": (Target, None), "quiet": (Quiet, False), "json_logs": (JsonLogs, False)}


def command(
    panel: str, *examples: str, of: typer.Typer = app
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command under a heading of the help, with examples, and with the options that
    say which engine it is about and how it shall speak, so that no command can lack them."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def spoken(
            *args: Any, target: str | None, quiet: bool, json_logs: bool, **options: Any
        ) -> None:
            session.progress = Progress(as_json=json_logs, quiet=quiet)
            session.target = target
            function(*args, **options)

        taken = signature(function, eval_str=True)
        common = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for name, (kind, default) in COMMON.items()
        ]
        options = [*taken.parameters.values(), *common]
        spoken.__signature__ = taken.replace(parameters=options)  # type: ignore[attr-defined]
        spoken.__annotations__ = {option.name: option.annotation for option in options}
        shown = [f"segments {example}" for example in examples]
        of.command(
            rich_help_panel=panel,
            epilog="\n\n".join(["For example:", *shown]) if shown else None,
        )(spoken)
        return function

    return register


@dataclass
class _Session:
    project_dir: Path | None = None
    progress: Progress | None = None
    target: str | None = None

    def settings(self) -> Settings:
        return load_settings(self.project_dir, self.target)

    def show(self) -> Progress:
        if self.progress is None:
            self.progress = Progress()
        return self.progress


session = _Session()

AsOf = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="The day the run stands at; the extraction's day."),
]
Run = Annotated[str | None, typer.Option("--run", help="A scoring run; the current one.")]


def day_option(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    day = parse_date(text)
    if day is None:
        raise InputRefused(f"{option} '{text}' is no day. Fix: write it as YYYY-MM-DD")
    return day


def say_where(settings: Settings, version: Version) -> None:
    show = session.show()
    base = f"{settings.shown(settings.published_dir)}/"
    tables = len(version.tables)
    if settings.report.exists():
        show.line(f"Report  {settings.shown(settings.report)}")
    show.line(
        f"Tables  {base}current.duckdb, schema marts, {tables} tables; "
        f"as Parquet in {base}versions/{version.name}/"
    )


def say_what(settings: Settings, version: Version) -> None:
    summary = read_summary(version.path(settings.published_dir))
    if summary is not None:
        session.show().summary(summary)


def say_outcome(settings: Settings, outcome: Outcome) -> int:
    """Tell how a refresh ended; returns its exit code."""
    show = session.show()
    for warning in outcome.warnings:
        show.warning(warning)
    version = outcome.version or current_version(settings)
    if outcome.version is None:
        show.line(f"Nothing new: {outcome.reason}", **version.to_json())
    elif version.is_backfill:
        show.line(
            f"Kept {version.file} as of {version.as_of_date}; CURRENT stands at a later date",
            **version.to_json(),
        )
        return outcome.exit_code
    else:
        show.line(f"Published {version.name} as of {version.as_of_date}", **version.to_json())
    say_where(settings, version)
    if outcome.version is not None:
        say_what(settings, version)
    return outcome.exit_code


def current_version(settings: Settings) -> Version:
    current = read_pointer(settings.published_dir)
    if current is None:
        raise InputRefused("nothing is published yet. Fix: run `segments refresh`")
    return current
