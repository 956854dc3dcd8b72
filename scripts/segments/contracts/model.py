"""Typed view of the ODCS contracts in `contracts/`.

An `Entity` is one schema object of a contract, with what the project reads of it. The ODCS
library validates the document; this module only refuses what the project could not enforce.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaObject,
    SchemaProperty,
)
from pydantic import ValidationError

from segments.errors import InputRefused

IDENTIFIER = re.compile(r"^[a-z_][a-z0-9_]*$")
LOGICAL_TYPES = {"string", "integer", "number", "boolean", "date", "timestamp"}
MAX_CONTRACT_BYTES = 1_000_000


@dataclass(frozen=True)
class Rule:
    """One quality rule, with the column it stands on (None: the whole table)."""

    rule_id: str
    column: str | None
    quality: DataQuality


@dataclass(frozen=True)
class Column:
    """One property: its logical type, its limits and how it may be absent."""

    name: str
    logical_type: str
    description: str
    is_required: bool
    key_position: int | None
    is_unique: bool
    classification: str | None
    options: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    allowed_values: tuple[str, ...] = ()

    @property
    def is_landed(self) -> bool:
        """False for a column the contract says to drop before anything is stored."""
        return self.custom.get("landing") != "drop"


@dataclass(frozen=True)
class Entity:
    """One table that lands or is published. `source` is the contract's id, or the system."""

    source: str
    contract_version: str
    owner: str
    path: Path
    name: str
    description: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    custom: dict[str, Any]
    schema: str = "landed"
    """Where landing writes it."""
    feeds: tuple[str, ...] = ()
    """Of a raw table of a connector: the governed entities that its records become."""

    @property
    def is_raw(self) -> bool:
        """True for a table as a foreign system lays it out, False for a governed entity."""
        return self.schema != "landed"

    @property
    def landed_name(self) -> str:
        """What landing calls it: an entity by its name, a raw table as `system.table`."""
        return f"{self.source}.{self.name}" if self.is_raw else self.name

    @property
    def fed_entities(self) -> tuple[str, ...]:
        return self.feeds if self.is_raw else (self.name,)

    @property
    def keys(self) -> tuple[str, ...]:
        keyed = [column for column in self.columns if column.key_position is not None]
        return tuple(column.name for column in sorted(keyed, key=lambda c: c.key_position or 0))

    @property
    def landed_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_landed)


class _UniqueKeyLoader(yaml.SafeLoader):
    """Safe YAML that refuses a key written twice in one mapping."""


def _mapping_without_duplicates(loader: _UniqueKeyLoader, node: yaml.MappingNode) -> dict:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"key '{key}' stands twice", key_node.start_mark
            )
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_UniqueKeyLoader.add_constructor(
    yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_duplicates
)


def _custom(properties: list[CustomProperty] | None) -> dict[str, Any]:
    return {item.property: item.value for item in properties or []}


def _allowed_values(rules: list[DataQuality] | None) -> tuple[str, ...]:
    for rule in rules or []:
        if rule.metric == "invalidValues":
            return tuple((rule.arguments or {}).get("validValues", ()))
    return ()


def _column(where: str, prop: SchemaProperty) -> Column:
    if not prop.name or not IDENTIFIER.match(prop.name):
        raise InputRefused(f"{where}: column name '{prop.name}' must match {IDENTIFIER.pattern}")
    if prop.logicalType not in LOGICAL_TYPES:
        raise InputRefused(
            f"{where}, column {prop.name}: logicalType '{prop.logicalType}' is not one of "
            f"{sorted(LOGICAL_TYPES)}"
        )
    return Column(
        name=prop.name,
        logical_type=prop.logicalType,
        description=prop.description or "",
        is_required=bool(prop.required or prop.primaryKey),
        key_position=prop.primaryKeyPosition if prop.primaryKey else None,
        is_unique=bool(prop.unique),
        classification=prop.classification,
        options=dict(prop.logicalTypeOptions or {}),
        custom=_custom(prop.customProperties),
        allowed_values=_allowed_values(prop.quality),
    )


def _rules(where: str, schema: SchemaObject) -> tuple[Rule, ...]:
    found = [Rule(rule.id or "", None, rule) for rule in schema.quality or []]
    for prop in schema.properties or []:
        found += [Rule(rule.id or "", prop.name, rule) for rule in prop.quality or []]
    ids = [rule.rule_id for rule in found]
    if "" in ids:
        raise InputRefused(f"{where}: every quality rule needs an id")
    twice = sorted({rule_id for rule_id in ids if ids.count(rule_id) > 1})
    if twice:
        raise InputRefused(f"{where}: rule ids stand twice: {', '.join(twice)}")
    return tuple(found)


def _entity(path: Path, contract: OpenDataContractStandard, schema: SchemaObject) -> Entity:
    where = f"{path}, object {schema.name}"
    if not schema.name or not IDENTIFIER.match(schema.name):
        raise InputRefused(f"{where}: object name must match {IDENTIFIER.pattern}")
    return Entity(
        source=contract.id or "",
        contract_version=contract.version or "",
        owner=(contract.team.name if contract.team else None) or "",
        path=path,
        name=schema.name,
        description=schema.description or "",
        columns=tuple(_column(where, prop) for prop in schema.properties or []),
        rules=_rules(where, schema),
        custom=_custom(schema.customProperties),
    )


def load_contract(path: Path) -> tuple[Entity, ...]:
    """Entities of one `*.odcs.yaml`, in file order.

    Raises InputRefused when the document is not valid ODCS, is larger than 1 MB, repeats a key,
    or names something the project could not enforce.
    """
    if path.stat().st_size > MAX_CONTRACT_BYTES:
        raise InputRefused(f"{path}: larger than {MAX_CONTRACT_BYTES:,} bytes; split the contract")
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)
        contract = OpenDataContractStandard.model_validate(document)
    except (yaml.YAMLError, ValidationError) as error:
        raise InputRefused(f"{path}: not a valid ODCS contract: {error}") from error
    return tuple(_entity(path, contract, schema) for schema in contract.schema_ or [])


def load_input_entities(contracts_dir: Path) -> dict[str, Entity]:
    """Every entity that lands, by name. Contracts of published marts are left out."""
    entities: dict[str, Entity] = {}
    for path in sorted(contracts_dir.glob("*.odcs.yaml")):
        for entity in load_contract(path):
            if "delivery" not in entity.custom:
                continue
            if entity.name in entities:
                raise InputRefused(f"{path}: entity {entity.name} is already in another contract")
            entities[entity.name] = entity
    return entities
