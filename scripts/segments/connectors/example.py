"""A run of one connector alone, on a folder of its files, beside everything else.

It has its own landing folder, database, settings and published folder, so that it neither reads
nor moves what the nightly run keeps.
"""

from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from segments.connectors.declared import (
    FILES_SYSTEM,
    RawSource,
    load_raw_source,
    system_folder,
)
from segments.errors import InputRefused
from segments.landing.files import FORMATS
from segments.landing.manifest import MANIFEST_NAME
from segments.profiles import PARAMS_SEED
from segments.settings import DEFAULT_TARGET, Settings

SEED_TYPES = "_seeds.yml"


def example_settings(settings: Settings, system: str) -> Settings:
    """Settings under which a run is about `system` alone and publishes beside the nightly run."""
    build = Path("build/examples") / system
    published = Path("published-examples") / system
    own = {
        "connector": system,
        "landing_dir": build / "landing",
        "build_dir": build,
        "seeds_dir": build / "seeds",
        "published_dir": published,
        "state_dir": published / "state",
    }
    example = Settings.model_validate(settings.model_dump() | own)
    is_default = settings.target == DEFAULT_TARGET
    return example if is_default else example.for_target(settings.target)


def _required_source(settings: Settings, system: str) -> RawSource:
    if system == FILES_SYSTEM:
        raise InputRefused(
            "`files` has no layout of its own: its extracts are the governed entities. "
            "Fix: run `segments refresh`"
        )
    source = load_raw_source(settings.project_dir, system)
    if source is None:
        raise InputRefused(
            f"models/staging/{system} has no _{system}__sources.yml. Fix: declare its raw files "
            "there"
        )
    return source


def deliver(settings: Settings, system: str, data: Path, as_of: date | None) -> None:
    """Copy the declared files of `data` to the run's landing folder, with a manifest.

    The moment of extraction is that of the folder's own manifest, else `as_of`, else the one
    that the connector declares for frozen files. Raises InputRefused naming files that are missing.
    """
    source = _required_source(settings, system)
    if not data.is_dir():
        raise InputRefused(f"{data}: no such folder. Fix: give the folder of the files with --data")
    shutil.rmtree(settings.landing_dir, ignore_errors=True)
    folder = settings.landing_dir / system
    folder.mkdir(parents=True)
    missing = []
    for table in source.tables:
        stem = table.custom["file"]
        found = [data / f"{stem}.{file_format}" for file_format in FORMATS]
        found = [path for path in found if path.is_file()]
        if not found:
            missing.append(f"{stem}.csv")
        for path in found:
            shutil.copyfile(path, folder / path.name)
    if missing:
        raise InputRefused(f"{data}: holds no {', '.join(missing)}; {source.path} declares them")
    if (data / MANIFEST_NAME).is_file():
        shutil.copyfile(data / MANIFEST_NAME, settings.landing_dir / MANIFEST_NAME)
        return
    moment = datetime(as_of.year, as_of.month, as_of.day, 23, 59, tzinfo=UTC) if as_of else None
    moment = moment or source.extracted_at
    if moment is None:
        raise InputRefused(
            f"the day of the files in {data} is unknown. Fix: give --as-of YYYY-MM-DD, put a "
            f"{MANIFEST_NAME} beside the files, or write extracted_at in {source.path}"
        )
    manifest = json.dumps({"extracted_at": moment.isoformat()})
    (settings.landing_dir / MANIFEST_NAME).write_text(manifest, encoding="utf-8")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _overlay_params(path: Path, own: Path) -> None:
    """Put a connector's values of settings in the place of the project's."""
    rows, values = _rows(path), {row["param"]: row["value"] for row in _rows(own)}
    unknown = sorted(set(values) - {row["param"] for row in rows})
    if unknown:
        raise InputRefused(f"{own}: no setting {', '.join(unknown)} in seeds/{path.name}")
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"value": values.get(row["param"], row["value"])} for row in rows)


def compose_seeds(project_seeds: Path, settings: Settings, system: str) -> None:
    """The project's settings with those of the connector's `seeds/` folder in their place: of
    cfg_params the rows that it lists, of other seeds the whole file."""
    shutil.rmtree(settings.seeds_dir, ignore_errors=True)
    settings.seeds_dir.mkdir(parents=True)
    for path in [*project_seeds.glob("*.csv"), project_seeds / SEED_TYPES]:
        shutil.copyfile(path, settings.seeds_dir / path.name)
    for own in sorted((system_folder(settings.project_dir, system) / "seeds").glob("*.csv")):
        target = settings.seeds_dir / own.name
        if not target.is_file():
            raise InputRefused(f"{own}: there is no seeds/{own.name} to stand before")
        if own.stem == PARAMS_SEED:
            _overlay_params(target, own)
        else:
            shutil.copyfile(own, target)


def prepare(own: Settings, project_seeds: Path, data: Path, as_of: date | None) -> None:
    """Put everything in place that a run under `own`, settings of an example, reads."""
    assert own.connector is not None
    compose_seeds(project_seeds, own, own.connector)
    deliver(own, own.connector, data, as_of)
