"""Contract files as the suites and the dictionary read them: tables, service levels, owners.

`model.py` gives the entities. This module adds what stands around them and refuses any field of
the standard that nothing in the project enforces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft201909Validator

from segments.contracts.model import Column, Entity, load_contract
from segments.errors import InputRefused

MARTS_CONTRACT = "marts"
OBJECT_NAME = re.compile(r"^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$")
HOURS_PER_UNIT = {"h": 1, "d": 24}
TEXT_SLAS = ("frequency", "latency", "retention", "timeOfAvailability")
OBJECT_FIELDS = frozenset(
    [
        "id",
        "name",
        "businessName",
        "logicalType",
        "physicalType",
        "description",
        "dataGranularityDescription",
        "tags",
        "authoritativeDefinitions",
        "customProperties",
        "quality",
        "properties",
    ]
)
PROPERTY_FIELDS = frozenset(
    [
        "id",
        "name",
        "businessName",
        "logicalType",
        "logicalTypeOptions",
        "physicalType",
        "description",
        "tags",
        "authoritativeDefinitions",
        "examples",
        "criticalDataElement",
        "classification",
        "primaryKey",
        "primaryKeyPosition",
        "required",
        "unique",
        "customProperties",
        "quality",
    ]
)


@dataclass(frozen=True)
class Sla:
    """One service-level property of a contract; `element` is `object.column` or None."""

    name: str
    value: Any
    unit: str | None
    element: str | None


@dataclass(frozen=True)
class ContractTable:
    """One governed table with the relation that the suite reads."""

    entity: Entity
    object_name: str
    is_mart: bool
    slas: tuple[Sla, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.entity.landed_columns

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """Key columns whose values may be printed."""
        hidden = {column.name for column in self.columns if is_restricted(column)}
        return tuple(name for name in self.entity.keys if name not in hidden)


@dataclass(frozen=True)
class ContractDocument:
    """One contract file: who owns it, what it is for, and its tables."""

    path: Path
    source: str
    version: str
    owner: str
    title: str
    purpose: str
    limitations: str
    tables: tuple[ContractTable, ...]
    slas: tuple[Sla, ...]


def is_restricted(column: Column) -> bool:
    """True for a column whose values no report, log or message may show."""
    return column.classification == "restricted"


def load_documents(contracts_dir: Path) -> tuple[ContractDocument, ...]:
    """Every contract of the folder, by file name.

    Raises InputRefused for a contract that is not valid ODCS, that names a field, an SLA or an
    object which nothing here enforces, or that governs a table a second time.
    """
    documents = tuple(_document(path) for path in sorted(contracts_dir.glob("*.odcs.yaml")))
    seen: dict[tuple[bool, str], Path] = {}
    for table in (table for document in documents for table in document.tables):
        place = (table.is_mart, table.entity.name)
        if place in seen:
            raise InputRefused(
                f"{table.entity.path}: object {table.entity.name} is already governed by "
                f"{seen[place]}; keep one"
            )
        seen[place] = table.entity.path
    return documents


def suite_tables(contracts_dir: Path, *, marts: bool) -> tuple[ContractTable, ...]:
    """Tables of the published marts, or of core (every input entity)."""
    return tuple(
        table
        for document in load_documents(contracts_dir)
        for table in document.tables
        if table.is_mart is marts
    )


def _document(path: Path) -> ContractDocument:
    entities = load_contract(path)
    # load_contract has refused repeated keys and oversized files: plain safe YAML is enough here.
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    _refuse_off_standard(path, raw)
    for schema in raw.get("schema", []):
        _refuse_unread_fields(path, schema)
    slas = tuple(_sla(path, entities, item) for item in raw.get("slaProperties", []))
    description = raw.get("description", {})
    return ContractDocument(
        path=path,
        source=raw["id"],
        version=raw["version"],
        owner=raw.get("team", {}).get("name", ""),
        title=raw.get("name", ""),
        purpose=description.get("purpose", ""),
        limitations=description.get("limitations", ""),
        tables=tuple(_table(entity, slas) for entity in entities),
        slas=slas,
    )


@cache
def _standard() -> Draft201909Validator:
    text = resources.files("open_data_contract_standard").joinpath("schema.json").read_text("utf-8")
    return Draft201909Validator(json.loads(text))


def _refuse_off_standard(path: Path, raw: dict) -> None:
    """A misspelt field is valid YAML and valid Python; only the standard's own schema sees it."""
    problems = sorted(_standard().iter_errors(raw), key=lambda error: list(map(str, error.path)))
    if problems:
        place = ".".join(map(str, problems[0].path)) or "top level"
        message = problems[0].message
        if len(message) > 300:
            message = f"{message[:150]} … {message[-140:]}"
        raise InputRefused(
            f"{path}, {place}: {message}. Correct the field against ODCS v3.1 "
            f"({len(problems)} such problem(s) in the file)"
        )


def _refuse_unread_fields(path: Path, schema: dict) -> None:
    where = f"{path}, object {schema['name']}"
    refuse_others(where, "field", schema, OBJECT_FIELDS)
    positions = []
    for prop in schema.get("properties", []):
        column = f"{where}, column {prop['name']}"
        refuse_others(column, "field", prop, PROPERTY_FIELDS)
        if prop.get("primaryKey"):
            positions.append(prop.get("primaryKeyPosition", -1))
    if sorted(positions) != list(range(1, len(positions) + 1)):
        raise InputRefused(
            f"{where}: primaryKeyPosition must count the key's columns 1, 2, 3 …; found {positions}"
        )


def refuse_others(
    where: str, kind: str, found: Collection[str], supported: Collection[str]
) -> None:
    """Raise InputRefused when `found` holds a name that nothing here enforces."""
    unknown = sorted(set(found) - set(supported))
    if unknown:
        raise InputRefused(
            f"{where}: {kind} {', '.join(unknown)} is not enforced by anything here; supported: "
            f"{', '.join(sorted(supported)) or 'none'}. Remove it or add its mapping in rules.py"
        )


def _sla(path: Path, entities: tuple[Entity, ...], item: dict) -> Sla:
    sla = Sla(item["property"], item["value"], item.get("unit"), item.get("element"))
    where = f"{path}, SLA {sla.name} of {sla.element or 'the contract'}"
    if sla.name in TEXT_SLAS and sla.element is None:
        return sla
    if sla.name != "freshness" or sla.element is None:
        raise InputRefused(
            f"{where}: not supported; write freshness with an element 'object.column', or one of "
            f"{', '.join(TEXT_SLAS)} without an element"
        )
    columns = {
        f"{entity.name}.{column.name}": column
        for entity in entities
        for column in entity.landed_columns
    }
    column = columns.get(sla.element)
    if column is None or column.logical_type not in ("date", "timestamp"):
        raise InputRefused(f"{where}: the element must name a stored date or timestamp column")
    is_number = isinstance(sla.value, int | float) and not isinstance(sla.value, bool)
    if sla.unit not in HOURS_PER_UNIT or not is_number or sla.value < 0:
        raise InputRefused(f"{where}: give a number of h (hours) or d (days), 0 or more")
    return sla


def _table(entity: Entity, slas: tuple[Sla, ...]) -> ContractTable:
    is_mart = entity.source == MARTS_CONTRACT
    where = f"{entity.path}, object {entity.name}"
    if is_mart == ("delivery" in entity.custom):
        raise InputRefused(
            f"{where}: an input has the custom property delivery, and a mart stands in the "
            f"contract '{MARTS_CONTRACT}' without it"
        )
    default = f"marts.{entity.name}" if is_mart else f"core.core_{entity.name}"
    object_name = entity.custom.get("object", default)
    if not OBJECT_NAME.match(str(object_name)):
        raise InputRefused(f"{where}: object '{object_name}' must be written schema.table")
    own = tuple(sla for sla in slas if (sla.element or "").split(".")[0] == entity.name)
    return ContractTable(entity, object_name, is_mart, own)
