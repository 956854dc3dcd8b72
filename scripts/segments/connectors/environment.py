"""What dbt is told through its environment when a run is about one connector alone."""

from __future__ import annotations

import json
from pathlib import Path

from segments.connectors.declared import connected_systems
from segments.dbt_worker import VARIABLES
from segments.settings import Settings


def _relative(settings: Settings, path: Path) -> str:
    return path.relative_to(settings.project_dir).as_posix()


def dbt_environment(settings: Settings) -> dict[str, str]:
    """Nothing for the project as it stands: dbt then reads its own files alone.

    A run of one connector parses into a folder of its own, because dbt parses everything again
    when variables change.
    """
    if settings.connector is None:
        return {}
    build = _relative(settings, settings.build_dir)
    return {
        "SEGMENTS_BUILD_DIR": build,
        "SEGMENTS_SEEDS_DIR": _relative(settings, settings.seeds_dir),
        "DBT_TARGET_PATH": f"{build}/target",
        "DBT_LOG_PATH": f"{build}/logs",
        VARIABLES: json.dumps({"connectors": connected_systems(settings)}),
    }
