"""Typed settings of the command line: where things are, how long a step may take.

Nothing here changes a result: settings that do are rows of `cfg_params`.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from segments.errors import InputRefused

PROJECT_FILE = "dbt_project.yml"
DEFAULT_TARGET = "duckdb"
TARGETS = (DEFAULT_TARGET, "postgres", "spark")
FOLDERS = ("landing_dir", "state_dir", "published_dir", "seeds_dir", "build_dir")
FOLDERS_OF_A_TARGET = ("state_dir", "published_dir", "build_dir")


class Settings(BaseSettings):
    """Environment variables `SEGMENTS_<NAME>`; every path must stay under the project root."""

    model_config = SettingsConfigDict(env_prefix="SEGMENTS_", extra="forbid", frozen=True)

    project_dir: Path
    landing_dir: Path = Path("landing")
    state_dir: Path = Path("state")
    published_dir: Path = Path("published")
    seeds_dir: Path = Path("seeds")
    build_dir: Path = Path("build")
    connector: str | None = Field(None, description="run this system alone, as examples do")

    target: str = Field(DEFAULT_TARGET, description="the engine: an output of profiles.yml")
    warehouse_schema: str = Field(
        "segments",
        pattern=r"^[a-z_][a-z0-9_]{0,30}$",
        description="what readers of a warehouse see",
    )
    reader_role: str = Field(
        "segments_reader",
        pattern=r"^[a-z_][a-z0-9_]{0,62}$",
        description="may read what is published",
    )
    reader_wait_seconds: float = Field(60, gt=0, description="a publication's wait for readers")

    keep_versions: int = Field(14, ge=2, description="published versions kept")
    memory_limit: str = Field("4GB", pattern=r"^\d+(\.\d+)? ?(KB|MB|GB|TB|KiB|MiB|GiB|TiB)$")
    minimum_free_bytes: int = Field(64 * 1024**2, ge=0, description="disk a run needs at least")
    ready_timeout_seconds: float = Field(120, gt=0, description="a worker's imports")
    build_timeout_seconds: float = Field(3600, gt=0, description="one dbt command")
    contract_timeout_seconds: float = Field(1800, gt=0, description="one contract suite")

    @field_validator(*FOLDERS, mode="before")
    @classmethod
    def _no_scheme(cls, value: object) -> object:
        if "://" in str(value):
            raise ValueError("must be a folder of the project, not an address")
        return value

    @model_validator(mode="after")
    def _paths_under_root(self) -> Settings:
        root = self.project_dir.resolve()
        object.__setattr__(self, "project_dir", root)
        for name in FOLDERS:
            path = (root / getattr(self, name)).resolve()
            if path == root or not path.is_relative_to(root):
                raise ValueError(f"{name} leads to {path}, which is not inside {root}")
            object.__setattr__(self, name, path)
        return self

    @field_validator("target")
    @classmethod
    def _known_target(cls, value: str) -> str:
        if value not in TARGETS:
            raise ValueError(f"'{value}' is none of {', '.join(TARGETS)}")
        return value

    def for_target(self, target: str) -> Settings:
        """The same settings on another engine, with folders of its own inside the default's."""
        own = {name: getattr(self, name) / target for name in FOLDERS_OF_A_TARGET}
        return Settings.model_validate(self.model_dump() | {"target": target} | own)

    @property
    def contracts_dir(self) -> Path:
        return self.project_dir / "contracts"

    @property
    def marts_dir(self) -> Path:
        """The dbt marts, whose descriptions define what the report shows."""
        return self.project_dir / "models" / "marts"

    @property
    def candidate(self) -> Path:
        """The database a run builds. The path is constant: dbt reparses when it changes."""
        return self.build_dir / "segments.duckdb"

    @property
    def landed_dir(self) -> Path:
        return self.build_dir / "landed"

    @property
    def log_file(self) -> Path:
        return self.build_dir / "logs" / "segments.log"

    @property
    def history_dir(self) -> Path:
        return self.state_dir / "history"

    @property
    def ledger(self) -> Path:
        return self.state_dir / "ledger.jsonl"

    @property
    def lock_file(self) -> Path:
        return self.state_dir / "refresh.lock"

    @property
    def report(self) -> Path:
        return self.published_dir / "report.html"

    def shown(self, path: Path) -> str:
        """A path as people type it: relative to the project root where it is inside."""
        return str(path.relative_to(self.project_dir) if path.is_absolute() else path)


def find_project_root(start: Path) -> Path:
    """The nearest folder at or above `start` that holds dbt_project.yml.

    Raises InputRefused when there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    raise InputRefused(
        f"{start}: no {PROJECT_FILE} here or in a folder above; "
        "run inside the project or give --project-dir"
    )


def load_settings(project_dir: Path | None = None, target: str | None = None) -> Settings:
    """Settings of the project at `project_dir`, or of the one around the working folder.

    `target` stands before SEGMENTS_TARGET. Raises InputRefused naming the setting that is wrong.
    """
    root = find_project_root(project_dir or Path.cwd())
    try:
        settings = Settings(project_dir=root)
        chosen = target or settings.target
        if chosen == DEFAULT_TARGET:
            return settings.model_copy(update={"target": chosen})
        return settings.for_target(chosen)
    except ValidationError as error:
        problems = [
            f"setting SEGMENTS_{'.'.join(str(part) for part in item['loc']).upper() or '*'}: "
            f"{item['msg']}"
            for item in error.errors()
        ]
        raise InputRefused("; ".join(problems)) from error
