"""Typed settings of the command line: where things are, how long a step may take.

Nothing here changes a result: settings that do are rows of `cfg_params`.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from segments.errors import InputRefused

PROJECT_FILE = "dbt_project.yml"
FOLDERS = ("landing_dir", "state_dir", "published_dir", "seeds_dir", "build_dir")


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


def load_settings(project_dir: Path | None = None) -> Settings:
    """Settings of the project at `project_dir`, or of the one around the working folder.

    Raises InputRefused naming the setting that is wrong.
    """
    root = find_project_root(project_dir or Path.cwd())
    try:
        return Settings(project_dir=root)
    except ValidationError as error:
        problems = [
            f"setting SEGMENTS_{'.'.join(str(part) for part in item['loc']).upper() or '*'}: "
            f"{item['msg']}"
            for item in error.errors()
        ]
        raise InputRefused("; ".join(problems)) from error
