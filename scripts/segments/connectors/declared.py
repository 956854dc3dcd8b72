"""What a connector declares: its raw files and columns, and the governed entities it gives.

The dbt sources file of the system is the one declaration of the raw layout, so that what landing
accepts and what staging may read cannot differ; the entities are those that have a staging model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from segments.contracts import Column, Entity, load_input_entities
from segments.errors import InputRefused
from segments.settings import PROJECT_FILE, Settings

FILES_SYSTEM = "files"
STAGING = Path("models/staging")
SYSTEM_NAME = re.compile(r"[a-z][a-z0-9_]*")
TABLE_KEYS = frozenset({"name", "description", "config", "columns"})
TABLE_META = frozenset({"file", "entities", "final_newline"})


@dataclass(frozen=True)
class RawSource:
    """One system's raw tables; `extracted_at` is when frozen files were taken, None for others."""

    system: str
    path: Path
    tables: tuple[Entity, ...]
    extracted_at: datetime | None


def system_folder(project_dir: Path, system: str) -> Path:
    """The staging folder of a system. Raises InputRefused when there is none."""
    staging = project_dir / STAGING
    folder = staging / system
    if not SYSTEM_NAME.fullmatch(system) or not folder.is_dir():
        known = ", ".join(sorted(path.name for path in staging.iterdir() if path.is_dir()))
        raise InputRefused(f"connector '{system}' has no folder {STAGING}/{system}. Known: {known}")
    return folder


def given_entities(project_dir: Path, system: str) -> list[str]:
    """Governed entities that a system's staging models give, by name."""
    prefix = f"stg_{system}__"
    paths = system_folder(project_dir, system).glob(f"{prefix}*.sql")
    return sorted(path.stem.removeprefix(prefix) for path in paths)


def connected_systems(settings: Settings) -> dict[str, list[str]]:
    """Which system gives which entity: a run's own connector, else `vars: connectors`."""
    if settings.connector:
        return {settings.connector: given_entities(settings.project_dir, settings.connector)}
    text = (settings.project_dir / PROJECT_FILE).read_text(encoding="utf-8")
    variables = yaml.safe_load(text).get("vars") or {}
    return {str(system): list(given) for system, given in variables.get("connectors", {}).items()}


def _column(where: str, column: Any) -> Column:
    name = column.get("name") if isinstance(column, dict) else None
    if not isinstance(name, str) or not name.strip() or '"' in name:
        raise InputRefused(f"{where}: a column is written {{name: ...}}; found {column}")
    return Column(
        name=name,
        logical_type="string",
        description=column.get("description", ""),
        is_required=False,
        key_position=None,
        is_unique=False,
        classification=None,
    )


def _table(path: Path, source: Mapping[str, Any], table: Mapping[str, Any]) -> Entity:
    system, where = source["name"], f"{path}, table {table.get('name')}"
    meta = (table.get("config") or {}).get("meta") or {}
    unknown = sorted((set(table) - TABLE_KEYS) | (set(meta) - TABLE_META))
    if unknown:
        raise InputRefused(
            f"{where}: {', '.join(unknown)} is read by nothing. Fix: write "
            f"{', '.join(sorted(TABLE_KEYS))}, and under config.meta "
            f"{', '.join(sorted(TABLE_META))}"
        )
    if not table.get("columns"):
        raise InputRefused(f"{where}: lists no columns. Fix: list those that staging reads")
    return Entity(
        source=system,
        contract_version="",
        owner="",
        path=path,
        name=table["name"],
        description=table.get("description", ""),
        columns=tuple(_column(where, column) for column in table["columns"]),
        rules=(),
        custom={
            "delivery": "required",
            "additionalColumns": "warn",
            "finalNewline": meta.get("final_newline", "required"),
            "file": meta.get("file", table["name"]),
        },
        schema=source["schema"],
        feeds=tuple(meta.get("entities", ())),
    )


def _moment(path: Path, text: Any) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InputRefused(f"{path}: extracted_at '{text}' must be ISO 8601 with an offset")
    return moment


def load_raw_source(project_dir: Path, system: str) -> RawSource | None:
    """The declared raw tables of a system, None for one that has no sources file.

    Raises InputRefused when the file names something that landing could not enforce, or when two
    tables become rows of one entity: a quarantined row could not say in which file it stands.
    """
    path = system_folder(project_dir, system) / f"_{system}__sources.yml"
    if not path.is_file():
        return None
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    path = path.relative_to(project_dir)
    sources = document.get("sources", [])
    schema = f"landed_{system}"
    if len(sources) != 1 or (sources[0].get("name"), sources[0].get("schema")) != (system, schema):
        raise InputRefused(f"{path}: write one source with name {system} and schema {schema}")
    tables = tuple(_table(path, sources[0], table) for table in sources[0].get("tables", []))
    fed = [entity for table in tables for entity in table.feeds]
    given = given_entities(project_dir, system)
    for entity in sorted(set(fed) | set(given)):
        if fed.count(entity) != 1 or entity not in given:
            raise InputRefused(
                f"{path}: entity {entity} is named by {fed.count(entity)} tables and "
                f"{'has' if entity in given else 'has no'} model stg_{system}__{entity}. Fix: give "
                "it a model, and name it under config.meta.entities of the one table whose "
                "records become its rows"
            )
    meta = (sources[0].get("config") or {}).get("meta") or {}
    return RawSource(system, path, tables, _moment(path, meta.get("extracted_at")))


def landing_entities(settings: Settings) -> dict[str, Entity]:
    """Everything a run lands: governed entities, and raw tables of the connected systems.

    What another system gives is not required as a file.
    """
    entities = load_input_entities(settings.contracts_dir)
    systems = connected_systems(settings)
    others = [given for system, given in systems.items() if system != FILES_SYSTEM]
    elsewhere = {entity for given in others for entity in given}
    revenue = any(
        entities[name].custom["delivery"] == "one_of_revenue" for name in elsewhere & set(entities)
    )
    landed = {}
    for name, entity in entities.items():
        is_given = name in elsewhere or (revenue and entity.custom["delivery"] == "one_of_revenue")
        custom = entity.custom | ({"delivery": "optional"} if is_given else {})
        landed[name] = replace(entity, custom=custom)
    for system in systems:
        source = load_raw_source(settings.project_dir, system) if system != FILES_SYSTEM else None
        landed |= {table.landed_name: table for table in source.tables} if source else {}
    return landed
