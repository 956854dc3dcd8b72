"""What the commands share: the application, the project they work in, how they speak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from segments.config_params import parse_date
from segments.errors import InputRefused
from segments.pointer import Version, read_pointer
from segments.progress import Progress
from segments.settings import Settings, load_settings

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


def current_version(settings: Settings) -> Version:
    current = read_pointer(settings.published_dir)
    if current is None:
        raise InputRefused("nothing is published yet. Fix: run `segments refresh`")
    return current
