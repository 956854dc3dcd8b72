"""What dbt is told through its environment of a run of one connector or on another engine."""

from __future__ import annotations

import json
import os
from pathlib import Path

from segments.connectors.declared import connected_systems
from segments.dbt_worker import VARIABLES
from segments.settings import DEFAULT_TARGET, Settings


def _relative(settings: Settings, path: Path) -> str:
    return path.relative_to(settings.project_dir).as_posix()


def spark_places(settings: Settings) -> dict[str, str]:
    """Where Spark keeps tables and catalog: beside what is published, unless told otherwise."""
    folder = settings.published_dir
    own = {
        "SEGMENTS_SPARK_WAREHOUSE": str(folder / "warehouse"),
        "SEGMENTS_SPARK_METASTORE": f"jdbc:derby:;databaseName={folder / 'metastore'};create=true",
    }
    return {name: os.environ.get(name, value) for name, value in own.items()}


def dbt_environment(settings: Settings) -> dict[str, str]:
    """Nothing for the project as it stands: dbt then reads its own files alone.

    A run of one connector or on another engine parses into a folder of its own, because dbt parses
    everything again when variables or the target change.
    """
    if settings.connector is None and settings.target == DEFAULT_TARGET:
        # Named only against another one: dbt parses again when a variable comes or goes.
        is_named = os.environ.get("SEGMENTS_TARGET", DEFAULT_TARGET) != DEFAULT_TARGET
        return {"SEGMENTS_TARGET": DEFAULT_TARGET} if is_named else {}
    build = _relative(settings, settings.build_dir)
    environment = {
        "SEGMENTS_TARGET": settings.target,
        "SEGMENTS_BUILD_DIR": build,
        "SEGMENTS_WAREHOUSE_SCHEMA": settings.warehouse_schema,
        "DBT_TARGET_PATH": f"{build}/target",
        "DBT_LOG_PATH": f"{build}/logs",
    }
    if settings.target == "spark":
        environment |= spark_places(settings)
    if settings.connector is not None:
        environment |= {
            "SEGMENTS_SEEDS_DIR": _relative(settings, settings.seeds_dir),
            VARIABLES: json.dumps({"connectors": connected_systems(settings)}),
        }
    return environment
