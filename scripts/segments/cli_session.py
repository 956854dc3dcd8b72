"""What the commands share: the application, the project they work in, how they speak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segments.config_params import parse_date
from segments.errors import InputRefused
from segments.pointer import Version, read_pointer
from segments.progress import Progress
from segments.settings import Settings, load_settings

if TYPE_CHECKING:
    from segments.attempt import Outcome

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Landed extracts to a published, audited tier matrix.",
)


@dataclass
class _Session:
    project_dir: Path | None = None
    progress: Progress | None = None

    def settings(self) -> Settings:
        return load_settings(self.project_dir)

    def show(self) -> Progress:
        if self.progress is None:
            self.progress = Progress()
        return self.progress


session = _Session()

JsonLogs = Annotated[bool, typer.Option("--json-logs", help="One JSON object a line.")]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="The day the run stands at; the extraction's day."),
]
Run = Annotated[str | None, typer.Option("--run", help="A scoring run; the current one.")]


def speak(json_logs: bool) -> Progress:
    session.progress = Progress(as_json=json_logs)
    return session.progress


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
    return outcome.exit_code


def current_version(settings: Settings) -> Version:
    current = read_pointer(settings.published_dir)
    if current is None:
        raise InputRefused("nothing is published yet. Fix: run `segments refresh`")
    return current
