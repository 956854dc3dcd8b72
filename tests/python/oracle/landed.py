"""A tenant as all-text rows in the columns that the contracts say are landed."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from oracle.rows import ENTITIES, Tenant

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
INPUT_CONTRACTS = ("crm.odcs.yaml", "finance.odcs.yaml", "marketing.odcs.yaml")


def landed_columns(contracts: Path = CONTRACTS) -> dict[str, list[str]]:
    """Entity -> columns in contract order, without those the contract drops at landing."""
    result = {}
    for file_name in INPUT_CONTRACTS:
        document = yaml.safe_load((contracts / file_name).read_text(encoding="utf-8"))
        for entity in document["schema"]:
            result[entity["name"]] = [
                column["name"] for column in entity["properties"] if not _is_dropped(column)
            ]
    return result


def to_landed_rows(
    tenant: Tenant, contracts: Path = CONTRACTS
) -> dict[str, list[dict[str, str | None]]]:
    """Rows per entity. Future rows are left out: pass `tenant.with_future()` to have them.

    Raises KeyError when the oracle knows a column or an entity that no contract has.
    """
    result = {}
    columns = landed_columns(contracts)
    for entity in ENTITIES:
        if not tenant.has(entity):
            continue
        landed = []
        for row in getattr(tenant, entity):
            values = {each.name: as_text(getattr(row, each.name)) for each in fields(row)}
            unknown = set(values) - set(columns[entity])
            if unknown:
                raise KeyError(f"{entity}: not in the contract: {', '.join(sorted(unknown))}")
            landed.append({name: values.get(name) for name in columns[entity]})
        result[entity] = landed
    return result


def as_text(value: Any) -> str | None:
    """Text of a value as an extract writes it: ISO 8601, `true`, plain decimals."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _is_dropped(column: dict[str, Any]) -> bool:
    custom = {each["property"]: each["value"] for each in column.get("customProperties", [])}
    return custom.get("landing") == "drop"
